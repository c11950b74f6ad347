import { limitConcurrency, type Rows, RowSet } from '@task-distributor/band';
import { type Size, SmallPicture } from '@task-distributor/imaging';
import type { FoundPart, FoundParts } from './find-parts.ts';

/** The small picture of a job's image, which gets the parts as they are found. */
export class GrowingPicture {
  readonly #most: Size;
  readonly #onPainted: (rows: Rows) => void;
  /** What has been read, and what is being read. */
  readonly #known = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #reading = new Set<Promise<void>>();
  readonly #limit = limitConcurrency(partsAtOnce);
  readonly painted = new RowSet();
  picture: SmallPicture | null = null;

  /** @param most size of the small picture */
  constructor(most: Size, onPainted: (rows: Rows) => void) {
    this.#most = most;
    this.#onPainted = onPainted;
  }

  /** Begins to read the parts that are new. */
  grow({ size, parts }: FoundParts): void {
    if (size === null) return;
    if (this.picture === null || !isOfSize(this.picture, size)) this.#start(size);
    for (const part of parts) {
      const key = keyOf(part);
      if (this.#known.has(key) || (this.#failures.get(key) ?? 0) >= mostFailures) continue;
      this.#known.add(key);
      const reading = this.#limit(() => this.#read(this.picture!, part)).finally(() =>
        this.#reading.delete(reading),
      );
      this.#reading.add(reading);
    }
  }

  /** Waits for all parts that have been found. */
  async whole(): Promise<void> {
    await Promise.all(this.#reading);
  }

  /** Another height is found as parts of scripts come in. */
  #start(size: Size): void {
    this.picture = new SmallPicture(size, this.#most);
    this.painted.clear();
    this.#known.clear();
    this.#failures.clear();
  }

  async #read(picture: SmallPicture, part: FoundPart): Promise<void> {
    if (picture !== this.picture) return;
    try {
      await picture.add(part.path, part.rows);
    } catch {
      // It may be on its way through a network file system, or removed with its job.
      const key = keyOf(part);
      this.#known.delete(key);
      this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1);
    }
    if (picture !== this.picture) return;
    const rows = picture.rowsOf(part.rows);
    this.painted.add(rows);
    this.#onPainted(rows);
  }
}

function isOfSize({ image }: SmallPicture, { width, height }: Size): boolean {
  return image.width === width && image.height === height;
}

function keyOf({ path, rows }: FoundPart): string {
  return `${path} ${rows.first}`;
}

/** They are opened at once, so that the last ones can be read though their job removes them. */
const partsAtOnce = 16;
const mostFailures = 5;
