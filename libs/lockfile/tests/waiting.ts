import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Band, type BandState, isBand, type JobEvent } from '@task-distributor/band';
import { onTestFinished } from 'vitest';
import { waitForBands, type WaitOptions } from '../src/index.ts';
import { temporaryFolder } from '@task-distributor/testing';

export const date = '2026_11_22_09:07:33';

export function band(
  rows: string | null,
  host: string | null,
  state: BandState,
  info: string | null = null,
): Band {
  const [first, last] = rows?.split('-').map(Number) ?? [];
  return { first: first ?? null, last: last ?? null, host, state, info };
}

/** A band as text, without the folder. */
export function bandText({ first, last, host, state, info, code }: Band, folder: string): string {
  return [
    first === null ? '-' : `${first}-${last}`,
    host ?? '-',
    state,
    info?.replace(`${folder}/`, '') ?? '-',
    ...(code === undefined ? [] : [`[${code}]`]),
  ].join(' ');
}

/** A stream to which a test adds records. */
export class Stream implements AsyncIterable<JobEvent> {
  readonly #items: (JobEvent | 'end' | Error)[] = [];
  #wake = (): void => undefined;

  put(...items: (JobEvent | 'end' | Error)[]): void {
    this.#items.push(...items);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<JobEvent> {
    for (;;) {
      const item = this.#items.shift();
      if (item === 'end') return;
      if (item instanceof Error) throw item;
      if (item !== undefined) yield item;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export interface Waiting {
  folder: string;
  input: Stream;
  /** The next record, as text. */
  next: () => Promise<string>;
  /** All remaining records, as text. */
  rest: () => Promise<string[]>;
  line: (text: string) => void;
  part: (name: string) => void;
  stop: AbortController;
  /** The events so far, except bands. */
  events: Exclude<JobEvent, Band>[];
}

export function wait(options: Partial<WaitOptions> = {}, start = true): Waiting {
  const folder = options.folder ?? temporaryFolder();
  const input = new Stream();
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
  });
  const events: Exclude<JobEvent, Band>[] = [];
  if (start) writeFileSync(join(folder, 'lockfile'), '');
  const output = waitForBands(input, { folder, graceSeconds: 0.3, ...options }, stop.signal);
  const next = async (): Promise<string> => {
    for (;;) {
      const result = await output.next();
      if (result.done === true) return 'end';
      if (isBand(result.value)) return bandText(result.value, folder);
      events.push(result.value);
    }
  };
  return {
    folder,
    input,
    next,
    stop,
    events,
    rest: async () => {
      const all: string[] = [];
      for (let text = await next(); text !== 'end'; text = await next()) all.push(text);
      return all;
    },
    line: (text) => {
      appendFileSync(join(folder, 'lockfile'), `${text}\n`);
    },
    part: (name) => {
      writeFileSync(join(folder, name), 'x');
    },
  };
}
