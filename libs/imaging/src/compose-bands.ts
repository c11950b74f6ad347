import type { Writable } from 'node:stream';
import {
  abortable,
  describeBand,
  exitCodes,
  formatRows,
  InputError,
  rowsOf,
  sameRows,
  TdError,
  timeoutCode,
  type Band,
  type Rows,
} from '@task-distributor/band';
import { Composition } from './composition.ts';
import { deliver } from './deliver.ts';
import { srgbProfile } from './output-format.ts';
import type { OutputFile } from './output-file.ts';
import { outputFormat } from './output-name.ts';

export interface ComposeOptions {
  /** A path, whose extension says the format; or a stream, which gets a PNG, and nothing before all is right. */
  readonly output: string | Writable;
  /** Rows of the whole image. */
  readonly height: number;
  /** Pixels of a row; else the first part's. */
  readonly width?: number;
  /** The job whose marks are trusted. Parts with another mark are inflated and checked. */
  readonly job?: string | null;
  /** Inflate and check every part. */
  readonly verify?: boolean;
  /**
   * Bring the image to the disk before it appears under its name; default true. Needed where the parts are removed
   * afterwards: else, after a power cut, they are there to be composed again.
   */
  readonly durable?: boolean;
}

export interface Composed {
  readonly width: number;
  readonly height: number;
  /** Bytes of the PNG. */
  readonly bytes: number;
  /** Paths of the parts, in row order. */
  readonly parts: string[];
}

/**
 * The compose stage: makes one image out of the parts of `done` bands, which come in any order and among other states.
 * A band is written as soon as all rows above it are. The output appears only when it is whole.
 * Whatever is wrong, the bands are read to their end first, so that those who make them are not stopped.
 * @throws TdError for bands that failed (exit code 124 where one did by a time limit), for rows that are missing or come
 * twice, for a part that is damaged or does not fit; InputError for a band without rows; the signal's reason
 */
export async function composeBands(
  bands: AsyncIterable<Band>,
  options: ComposeOptions,
  signal: AbortSignal,
): Promise<Composed> {
  const { output, height, width = null, job = null, verify = false, durable = true } = options;
  return await deliver(output, durable, signal, async (file) => {
    const format = typeof output === 'string' ? outputFormat(output) : 'png';
    const profile = format === 'png' ? null : await srgbProfile();
    const composition = new Composition(file, {
      ...{ height, width, job, verify, format, profile, signal },
      followLinks: false,
    });
    const composer = new Composer(composition, durable ? file : null, height);
    try {
      for await (const band of abortable(bands, signal)) await composer.hear(band);
    } finally {
      await composer.idle();
    }
    composer.check();
    await composition.finish();
    const { head, paths } = composition;
    return { head, result: { width: head.header.width, height, parts: paths } };
  });
}

/** Hears bands, and writes in the meantime. */
class Composer {
  readonly #composition: Composition;
  /** The file to bring to the disk while there is nothing else to do; null = not. */
  readonly #file: OutputFile | null;
  readonly #height: number;
  /** The last that was heard about each band. */
  readonly #bands = new Map<string, Band & Rows>();
  /** What is wrong with parts, by band. */
  readonly #faults = new Map<string, unknown>();
  /** What is wrong with the output. */
  #fault: unknown = null;
  #writing: Promise<void> | null = null;

  constructor(composition: Composition, file: OutputFile | null, height: number) {
    this.#composition = composition;
    this.#file = file;
    this.#height = height;
  }

  async hear(band: Band): Promise<void> {
    const rows = rowsOf(band);
    if (rows === null) {
      throw new InputError(
        `Expected bands with rows, got ${describeBand(band)} without; name the parts themselves as arguments instead`,
      );
    }
    const key = formatRows(rows);
    this.#bands.set(key, { ...band, ...rows });
    this.#faults.delete(key);
    if (band.state !== 'done') {
      this.#composition.remove(rows);
    } else if (rows.last <= this.#height && overlapping([...this.#bands.values()], rows) === null) {
      await this.#composition.add(rows, band.info!).catch((error: unknown) => this.#faults.set(key, error));
      this.#writing ??= this.#write().finally(() => (this.#writing = null));
    }
  }

  async idle(): Promise<void> {
    await this.#writing;
  }

  /** To be called after the last band. @throws TdError for what is wrong */
  check(): void {
    const bands = [...this.#bands.values()].sort((a, b) => a.first - b.first || a.last - b.last);
    if (bands.length === 0) {
      throw new TdError(`Expected bands that cover rows 1-${this.#height}, got none`);
    }
    refuseFailed(bands);
    refuseOverlap(bands, this.#height);
    refuseMissing(bands, this.#height);
    const faults = bands.flatMap((band) => this.#faults.get(formatRows(band)) ?? []);
    if (faults.length > 0) throw faults[0] as Error;
    if (this.#fault !== null) throw this.#fault as Error;
    if (!this.#composition.complete) throw new Error('The bands cover the image, and yet it is not written');
  }

  /** Writes what can be written, and then uses the time to bring it to the disk. */
  async #write(): Promise<void> {
    try {
      while (this.#fault === null) {
        const written = await this.#composition.writeNext();
        if (written === null) break;
        if (written.fault === null) continue;
        this.#faults.set(formatRows(written.rows), written.fault);
        this.#composition.remove(written.rows);
      }
      this.#file?.startSync();
    } catch (error) {
      this.#fault = error;
    }
  }
}

type KnownBand = Band & Rows;

function overlapping(bands: readonly KnownBand[], rows: Rows): KnownBand | null {
  return (
    bands.find(
      (band) =>
        band.state === 'done' && !sameRows(band, rows) && band.first <= rows.last && rows.first <= band.last,
    ) ?? null
  );
}

function refuseFailed(bands: readonly KnownBand[]): void {
  const failed = bands.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return;
  const [first] = failed as [KnownBand];
  const more = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
  const timedOut = failed.some(({ code }) => code === timeoutCode);
  throw new TdError(`${describeBand(first)} failed: ${first.info ?? 'no reason was given'}${more}`, {
    code: 'E_BAND_FAILED',
    exitCode: timedOut ? exitCodes.timedOut : exitCodes.failed,
    rows: { first: first.first, last: first.last },
    ...(first.host === null ? {} : { host: first.host }),
  });
}

function refuseOverlap(bands: readonly KnownBand[], height: number): void {
  for (const band of bands.filter(({ state }) => state === 'done')) {
    if (band.last > height) {
      throw new TdError(`Expected rows within 1-${height}, got ${describeBand(band)} (${band.info})`);
    }
    const other = overlapping(bands, band);
    if (other) {
      throw new TdError(`Expected each row once, got ${describeBand(band)} and ${describeBand(other)}`);
    }
  }
}

function refuseMissing(bands: readonly KnownBand[], height: number): void {
  const missing: string[] = [];
  let next = 1;
  const done = bands.filter(({ state }) => state === 'done');
  for (const { first, last } of [...done, { first: height + 1, last: height + 1 }]) {
    if (first > next) missing.push(...describeGap({ first: next, last: first - 1 }, bands));
    next = last + 1;
  }
  if (missing.length === 0) return;
  const more = missing.length > 3 ? `; and ${missing.length - 3} more` : '';
  throw new TdError(`${missing.slice(0, 3).join('; ')}${more}`, { code: 'E_ROWS_MISSING' });
}

/** A gap as the bands in it that are not done, and the rows in it of which nothing was heard. */
function describeGap(gap: Rows, bands: readonly KnownBand[]): string[] {
  const texts: string[] = [];
  const say = (first: number, last: number, heard: string) => {
    if (first <= last) texts.push(`rows ${formatRows({ first, last })} are missing (${heard})`);
  };
  let next = gap.first;
  for (const band of bands) {
    if (band.state === 'done' || band.last < next || band.first > gap.last) continue;
    say(next, band.first - 1, 'nothing was heard of them');
    const what = [band.host, band.state === '-' ? 'not started' : band.state].filter(Boolean).join(' ');
    say(Math.max(next, band.first), Math.min(gap.last, band.last), `last heard: ${what}`);
    next = band.last + 1;
  }
  say(next, gap.last, 'nothing was heard of them');
  return texts;
}
