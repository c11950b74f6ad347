import {
  describeBand,
  formatRows,
  InputError,
  rowsOf,
  sameRows,
  splitOf,
  type Band,
  type Rows,
} from '@task-distributor/band';
import { inRowOrder, refuseIncomplete, type BandWithRows } from './refuse-incomplete.ts';
import type { Composition } from './composition.ts';
import type { OutputFile } from './output-file.ts';
import { PartInspector } from './part-inspector.ts';

/** Takes bands in any order, and writes what can be written meanwhile. */
export class Composer {
  readonly #composition: Composition;
  readonly #inspector = new PartInspector({ followLinks: false });
  /** The file to bring to the disk while there is nothing to write; null = do not. */
  readonly #file: OutputFile | null;
  readonly #height: number;
  /** The last record about each band. */
  readonly #bands = new Map<string, BandWithRows>();
  /** What is wrong with the parts of bands. */
  readonly #faults = new Map<string, unknown>();
  /** What is wrong with the output. */
  #outputFault: unknown = null;
  #writing: Promise<void> | null = null;

  constructor(composition: Composition, file: OutputFile | null, height: number) {
    this.#composition = composition;
    this.#file = file;
    this.#height = height;
  }

  /** Takes a record. Returns when the part of a `done` band has been inspected. @throws InputError */
  async take(band: Band): Promise<void> {
    const rows = rowsOf(band);
    if (rows === null) {
      throw new InputError(
        `Expected bands with rows, got ${describeBand(band)} without; name the parts themselves as arguments instead`,
      );
    }
    if (band.state === 'split') return this.#split(band, rows);
    const key = formatRows(rows);
    this.#bands.set(key, { ...band, ...rows });
    this.#faults.delete(key);
    if (band.state !== 'done') {
      this.#composition.remove(rows);
    } else if (rows.last <= this.#height && !this.#isInTheWay(rows)) {
      await this.#add(rows, band.info!);
      this.#writing ??= this.#write().finally(() => (this.#writing = null));
    }
  }

  /** Two bands take the place of one. */
  #split(band: Band, rows: Rows): void {
    this.#bands.delete(formatRows(rows));
    this.#faults.delete(formatRows(rows));
    this.#composition.remove(rows);
    const { kept, rest } = splitOf(band);
    this.#expect({ ...band, ...kept, state: 'started', info: null });
    this.#expect({ ...rest, host: null, state: '-', info: null });
  }

  #expect(band: BandWithRows): void {
    if (!this.#bands.has(formatRows(band))) this.#bands.set(formatRows(band), band);
  }

  /** Waits for what is being written. */
  async idle(): Promise<void> {
    await this.#writing;
  }

  /** Writes the rest, after the last band. @throws TdError for faults of the bands, their parts or the output */
  async finish(): Promise<void> {
    await this.idle();
    const bands = [...this.#bands.values()].sort(inRowOrder);
    refuseIncomplete(bands, this.#height);
    for (const band of bands) {
      const isKnown = this.#composition.rowsFrom(band.first) !== null || this.#faults.has(formatRows(band));
      if (band.state === 'done' && !isKnown) await this.#add(band, band.info!);
    }
    this.#refuseFaults(bands);
    await this.#write();
    this.#refuseFaults(bands);
    if (!this.#composition.complete) throw new Error('The bands cover the image, and yet it is not written');
  }

  /** Whether another part that begins in the same row is known. It may be removed later: `finish` tries again. */
  #isInTheWay(rows: Rows): boolean {
    const known = this.#composition.rowsFrom(rows.first);
    return known !== null && !sameRows(known, rows);
  }

  async #add({ first, last }: Rows, path: string): Promise<void> {
    const rows = { first, last };
    try {
      this.#composition.add(rows, path, await this.#inspector.inspect(path));
    } catch (error) {
      this.#faults.set(formatRows(rows), error);
    }
  }

  /** Writes what can be written, and then uses the time to bring it to the disk. */
  async #write(): Promise<void> {
    try {
      while (this.#outputFault === null) {
        const written = await this.#composition.writeNext();
        if (written === null) break;
        if (written.fault === null) continue;
        this.#faults.set(formatRows(written.rows), written.fault);
        this.#composition.remove(written.rows);
      }
      this.#file?.startSync();
    } catch (error) {
      this.#outputFault = error;
    }
  }

  #refuseFaults(bands: readonly BandWithRows[]): void {
    if (this.#faults.size > 0) {
      const faulty = bands.find((band) => this.#faults.has(formatRows(band)))!;
      throw this.#faults.get(formatRows(faulty)) as Error;
    }
    if (this.#outputFault !== null) throw this.#outputFault as Error;
  }
}
