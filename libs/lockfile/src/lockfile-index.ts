import { join } from 'node:path';
import { type Band, formatRows, hostNameOf, type Rows, rowsOf } from '@task-distributor/band';
import { isPartThere } from './find-part.ts';
import type { LockfileLine } from './lockfile-line.ts';
import { LockfileReader, type LineSink } from './lockfile-reader.ts';
import { hostPartName, lockfilePath, partName } from './names.ts';

/**
 * Knows which bands of a job are finished, whatever happened to the connections to their workers. Reads only what is new in
 * the lockfile, and keeps one entry for each band and each host in it.
 */
export class LockfileIndex {
  readonly #folder: string;
  readonly #reader: LockfileReader;
  readonly #finished = new FinishedParts();
  #reading: Promise<unknown> = Promise.resolve();
  #nextReading: Promise<unknown> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
    this.#reader = new LockfileReader(lockfilePath(folder));
  }

  /**
   * Whether the lockfile has a line of the band's rows, or a line without rows of its host, and the part is there. For a
   * band without rows, any line of its host counts.
   * @throws TdError when the lockfile cannot be read; when there is none, the answer is no
   */
  async isFinished(band: Band): Promise<boolean> {
    await this.#refresh();
    for (const name of this.#finished.partNamesOf(band)) {
      if (await isPartThere(join(this.#folder, name))) return true;
    }
    return false;
  }

  /**
   * Reads what has been written up to now. A reading that has already begun may have missed the latest line, so those who
   * ask meanwhile share the next one.
   */
  #refresh(): Promise<unknown> {
    this.#nextReading ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#nextReading = null;
        this.#reading = this.#reader.read(this.#finished);
        return this.#reading;
      });
    return this.#nextReading;
  }
}

/** The parts that the lines of a lockfile are about, each once. */
class FinishedParts implements LineSink {
  readonly #rows = new Set<string>();
  /** Hosts that have a line without rows. */
  readonly #hosts = new Set<string>();
  /** The rows in a host's last line that has some. */
  readonly #rowsOfHost = new Map<string, Rows>();

  takeLine({ host, rows }: LockfileLine): void {
    if (rows === null) this.#hosts.add(host);
    else {
      this.#rows.add(formatRows(rows));
      this.#rowsOfHost.set(host, rows);
    }
  }

  forgetLines(): void {
    this.#rows.clear();
    this.#hosts.clear();
    this.#rowsOfHost.clear();
  }

  partNamesOf(band: Band): string[] {
    const host = band.host === null ? null : hostNameOf(band.host);
    const rows = rowsOf(band) ?? (host === null ? undefined : this.#rowsOfHost.get(host));
    const names: string[] = [];
    if (rows !== undefined && this.#rows.has(formatRows(rows))) names.push(partName(rows));
    if (host !== null && this.#hosts.has(host)) names.push(hostPartName(host));
    return names;
  }
}
