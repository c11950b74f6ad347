import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { StateFormat, StateReader } from '@task-distributor/render';
import { type RunCosts, runCosts } from './block-costs.ts';
import { type ClockTime, CpuClock } from './cpu-clock.ts';

/** Follows a state file that grows, and notes how long its renderer had worked when it had how many blocks. */
export class ProbeMeter {
  readonly #path: string;
  readonly #clock: CpuClock;
  readonly #reader: StateReader;
  /** Sizes of the file, each with the time when it was seen first. */
  readonly #sizes: { readonly size: number; readonly at: ClockTime }[] = [];
  readonly #buffer = Buffer.alloc(65_536);
  #file: number | null = null;
  /** When it was last looked at before it was there. */
  #before: ClockTime = { wall: 0, cpu: 0 };

  constructor(pid: number, path: string, states: StateFormat) {
    this.#path = path;
    this.#clock = new CpuClock(pid);
    this.#reader = states.reader();
  }

  /** Those that are finished, as far as `look` has seen. */
  get blocks(): StateReader['blocks'] {
    return this.#reader.blocks;
  }

  /** How long to wait until the next look, if the system does not report changes: less often where it takes long. */
  get pollMs(): number {
    return Math.min(50, 2 + 5 * (this.#sizes.at(-1)?.at ?? this.#before).wall);
  }

  /** @returns whether the scene is parsed, and since the last look that was so or blocks have come */
  look(): boolean {
    const at = this.#clock.read();
    const size = this.#size();
    if (size === 0) this.#before = at;
    if (size <= (this.#sizes.at(-1)?.size ?? 0)) return false;
    // Reading takes so long that more may come meanwhile.
    this.#sizes.push({ size, at });
    this.#read(size);
    return true;
  }

  /** Call it after a look at something. */
  costs(): RunCosts {
    const ends = this.blocks.map(({ record }) => record.offset + record.length);
    let count = 0;
    const samples = this.#sizes.map(({ size, at }) => {
      while (count < ends.length && ends[count]! <= size) count++;
      return { at, blocks: count };
    });
    // Blocks may have come before the first look.
    if (samples[0]!.blocks > 0) samples.unshift({ at: this.#before, blocks: 0 });
    return runCosts(samples, this.blocks);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #size(): number {
    try {
      this.#file ??= openSync(this.#path, 'r');
      return fstatSync(this.#file).size;
    } catch {
      // It is not there yet.
      return 0;
    }
  }

  #read(size: number): void {
    for (let position = this.#sizes.at(-2)?.size ?? 0; position < size;) {
      const length = readSync(
        this.#file!,
        this.#buffer,
        0,
        Math.min(this.#buffer.length, size - position),
        position,
      );
      if (length === 0) return;
      this.#reader.write(this.#buffer.subarray(0, length));
      position += length;
    }
  }
}
