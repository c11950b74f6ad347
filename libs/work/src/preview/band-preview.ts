import { type Rows, sameRows } from '@task-distributor/band';
import { removePreview, writePreview } from '@task-distributor/lockfile';
import type { StateFormat } from '@task-distributor/render';
import type { RunningRender } from '../agent/running-render.ts';
import type { ShownBlocks } from './shown-blocks.ts';

export interface PreviewedBand {
  /** Of the image. */
  readonly width: number;
  /** The rows of the band as it is now. */
  readonly rows: () => Rows;
  readonly states: StateFormat;
  /** The job folder. */
  readonly folder: string;
  /** @throws if the job is no longer open in the folder */
  checkOpen(): Promise<void>;
}

/**
 * Shows what is finished of a running band as a small picture in the job folder. It takes less than a hundredth of the time, and
 * whatever fails, the band does not depend on it.
 */
export class BandPreview {
  readonly #band: PreviewedBand;
  readonly #render: Pick<RunningRender, 'state'>;
  readonly #shortestMs: number;
  #shown: ShownBlocks | null = null;
  /** The rows of the picture in the folder; null = there is none. */
  #written: Rows | null = null;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #hasStopped = false;

  /** @param shortestMs for tests: from one picture to the next, at least */
  constructor(band: PreviewedBand, render: Pick<RunningRender, 'state'>, shortestMs = 3_000) {
    this.#band = band;
    this.#render = render;
    this.#shortestMs = shortestMs;
    this.#wait(shortestMs);
  }

  /** Removes the picture. Never rejects. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
    await this.#remove();
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#writing = this.#show();
    }, milliseconds);
    this.#timer.unref();
  }

  async #show(): Promise<void> {
    const start = performance.now();
    let busy = 0;
    try {
      const rows = this.#band.rows();
      // Of a band that has been cut short.
      if (this.#written !== null && !sameRows(this.#written, rows)) await this.#remove();
      const before = process.cpuUsage();
      const png = await this.#newPicture(rows);
      busy = millisecondsOf(process.cpuUsage(before));
      if (png !== null) await this.#write(rows, png);
    } catch {
      // A full disk, for example. The next one may be written.
    }
    // A slow file system is not asked more often either.
    const wall = performance.now() - start;
    if (!this.#hasStopped) this.#wait(Math.max(this.#shortestMs, busy / mostShare, 10 * wall));
  }

  /** null = nothing is new. */
  async #newPicture(rows: Rows): Promise<Buffer | null> {
    const { state } = this.#render;
    if (state === null) return null;
    // What a worker does before its renderer runs must not wait for this.
    const { ShownBlocks } = await import('./shown-blocks.ts');
    if (this.#shown === null || !sameRows(this.#shown.rows, rows) || !this.#shown.fits(state))
      this.#shown = new ShownBlocks(this.#band.width, rows, this.#band.states);
    return this.#shown.add(state) ? this.#shown.png() : null;
  }

  async #write(rows: Rows, png: Buffer): Promise<void> {
    await this.#band.checkOpen();
    if (this.#hasStopped) return;
    this.#written = rows;
    await writePreview(this.#band.folder, rows, png);
  }

  async #remove(): Promise<void> {
    const rows = this.#written;
    this.#written = null;
    if (rows !== null) await removePreview(this.#band.folder, rows).catch(() => undefined);
  }
}

function millisecondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}

/** Of the time between two pictures, at most that share is spent on one. */
const mostShare = 1 / 150;
