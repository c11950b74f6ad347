import { isBand, type JobEvent, type Rows, rowsOf } from '@task-distributor/band';
import { removePreview, removePreviewsOf } from '@task-distributor/lockfile';

/** Removes previews of bands that are no longer rendered as they were, since a worker that was killed cannot. */
export class StalePreviews {
  readonly #folder: string;
  #removing: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  see(event: JobEvent): void {
    const rows = staleRows(event);
    if (rows === null) return;
    const removal = removePreview(this.#folder, rows).catch(() => undefined);
    this.#removing = Promise.all([this.#removing, removal]);
  }

  /** Removes the previews of all these parts. Never rejects. */
  async end(parts: readonly string[]): Promise<void> {
    await this.#removing;
    await removePreviewsOf(this.#folder, parts);
  }
}

/** The rows of a preview that shows something else than what is rendered from now on; null = none. */
function staleRows(event: JobEvent): Rows | null {
  if (isBand(event)) return ['split', 'ended', 'failed'].includes(event.state) ? rowsOf(event) : null;
  return event.type === 'attempt' && event.outcome.reason !== null ? event.rows : null;
}
