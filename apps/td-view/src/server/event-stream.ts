import type { ServerResponse } from 'node:http';
import { type Rows, RowSet } from '@task-distributor/band';
import type { Snapshot } from '../snapshot.ts';
import type { Follower, Shown } from './shown.ts';

/** What one page is sent: each part of the snapshot again when it has changed, and which rows of the picture are new. */
export class EventStream implements Follower {
  readonly #shown: Shown;
  readonly #response: ServerResponse;
  /** The parts as they were sent. */
  readonly #sent = new Map<string, unknown>();
  readonly #rows = new RowSet();
  #timer: NodeJS.Timeout | null = null;

  constructor(shown: Shown, response: ServerResponse) {
    this.#shown = shown;
    this.#response = response;
    const unfollow = shown.follow(this);
    const alive = setInterval(() => response.write(': alive\n\n'), aliveMs);
    response.on('close', () => {
      unfollow();
      clearInterval(alive);
      if (this.#timer !== null) clearTimeout(this.#timer);
    });
    response.on('drain', () => this.changed());
    response.write('retry: 1000\n\n');
    for (const rows of shown.painted) this.#rows.add(rows);
    this.#send();
  }

  changed(): void {
    this.#timer ??= setTimeout(() => this.#send(), pauseMs);
  }

  painted(rows: Rows): void {
    this.#rows.add(rows);
    this.changed();
  }

  #send(): void {
    this.#timer = null;
    // A slow reader gets what is new when it has read the rest.
    if (this.#response.writableNeedDrain) return;
    this.#write('now', Date.now());
    const changed = this.#changedParts();
    // A picture of another size is empty: its rows come after its size.
    if (Object.keys(changed).length > 0) this.#write('update', changed);
    const { stretches } = this.#rows;
    if (stretches.length > 0) this.#write('rows', stretches);
    this.#rows.clear();
  }

  #changedParts(): Partial<Snapshot> {
    const parts = Object.entries(this.#shown.snapshot).filter(
      ([name, part]) => this.#sent.get(name) !== part,
    );
    for (const [name, part] of parts) this.#sent.set(name, part);
    return Object.fromEntries(parts) as Partial<Snapshot>;
  }

  #write(event: string, data: unknown): void {
    this.#response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

const aliveMs = 15_000;
const pauseMs = 200;
