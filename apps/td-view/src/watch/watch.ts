import { errorMessage, type Rows, withPatience } from '@task-distributor/band';
import type { Size } from '@task-distributor/imaging';
import type { Follower, Shown } from '../server/shown.ts';
import type { Phase, Snapshot } from '../snapshot.ts';
import { Alarm } from './alarm.ts';
import { FolderReader, type Look } from './folder-reader.ts';
import { GrowingPicture } from './growing-picture.ts';
import { Liveness } from './liveness.ts';
import { emptySnapshot, snapshotOf } from './snapshot-of.ts';
import { WatchedJob } from './watched-job.ts';

/** Watches a folder, and shows the job that is in it, or was in it last. */
export class Watch implements Shown {
  readonly #folder: string;
  readonly #most: Size;
  readonly #reader: FolderReader;
  #liveness: Liveness;
  readonly #followers = new Set<Follower>();
  #job: WatchedJob | null = null;
  #key: string | null = null;
  #jobs = 0;
  #snapshot: Snapshot;

  /** @param most size of the small picture */
  constructor(folder: string, most: Size) {
    this.#folder = folder;
    this.#most = most;
    this.#reader = new FolderReader(folder);
    this.#liveness = new Liveness(folder);
    this.#snapshot = emptySnapshot(folder);
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  get painted(): readonly Rows[] {
    return this.#job?.picture.painted.stretches ?? [];
  }

  rows(rows: Rows): Buffer | null {
    const picture = this.#job?.picture.picture ?? null;
    return picture === null || rows.last > picture.size.height ? null : picture.encode(rows);
  }

  preview(rows: Rows): Buffer | null {
    return this.#job?.images.preview(rows) ?? null;
  }

  probe(): Buffer | null {
    return this.#job?.images.probe() ?? null;
  }

  follow(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Follows the folder. @throws the signal's reason */
  async run(signal: AbortSignal): Promise<never> {
    const alarm = new Alarm(this.#folder, (name) => this.#job?.catchPart(name));
    try {
      for (;;) {
        const before = process.cpuUsage();
        const isThere = await this.look(signal).catch((error: unknown) => this.#showError(error, signal));
        if (!isThere) alarm.close();
        // A folder with thousands of parts does not keep a core busy.
        const { user, system } = process.cpuUsage(before);
        const least = Math.min(longestPauseMs, Math.max(leastPauseMs, (9 * (user + system)) / 1000));
        await alarm.wait(least, longestPauseMs, signal);
      }
    } finally {
      alarm.close();
    }
  }

  /** Looks at the folder once. @returns whether it is there @throws the system's error */
  async look(signal: AbortSignal): Promise<boolean> {
    const look = await this.#reader.look();
    const key = look && keyOf(look);
    if (key === null) {
      // With -c, a job that is whole takes all its files with it.
      if (this.#job !== null) this.#show(this.#job, 'finished');
      return look !== null;
    }
    const log = await this.#reader.readLog();
    if (key !== this.#key || log?.isOther) this.#start(key, look!);
    const asked = this.#liveness.ask(signal);
    await this.#job!.take(look!, log?.events ?? null);
    if (this.#liveness.state === null) await withPatience(asked, patienceMs);
    this.#show(this.#job!, phaseOf(this.#job!, this.#liveness.state));
    return true;
  }

  /** Waits for all that was found to be known. */
  async whole(signal: AbortSignal): Promise<void> {
    await this.#liveness.ask(signal);
    await this.#job?.picture.whole();
    await this.look(signal);
  }

  #start(key: string, look: Look): void {
    this.#key = key;
    this.#liveness = new Liveness(this.#folder);
    this.#jobs += 1;
    const picture = new GrowingPicture(this.#most, (rows) => {
      if (this.#job?.picture !== picture) return;
      for (const follower of this.#followers) follower.painted(rows);
    });
    this.#job = new WatchedJob(this.#folder, look, picture);
  }

  #show(job: WatchedJob, phase: Phase): void {
    this.#replace(snapshotOf(job, `${this.#jobs}`, phase, Date.now()));
  }

  #showError(error: unknown, signal: AbortSignal): boolean {
    signal.throwIfAborted();
    const note = `The folder cannot be read at the moment: ${errorMessage(error)}`;
    this.#replace({ ...this.#snapshot, job: { ...this.#snapshot.job, note } });
    return false;
  }

  /** Parts that have not changed stay the same objects, and are not sent again. */
  #replace(next: Snapshot): void {
    const before: Readonly<Record<string, unknown>> = { ...this.#snapshot };
    const parts = Object.entries(next).map(([name, part]) => [
      name,
      isAlike(before[name], part) ? before[name] : part,
    ]);
    if (parts.every(([name, part]) => before[name as string] === part)) return;
    this.#snapshot = Object.fromEntries(parts) as Snapshot;
    for (const follower of this.#followers) follower.changed();
  }
}

/** Identifies the job that is in the folder; null = there is none. */
function keyOf({ file, lines, lockfiles }: Look): string | null {
  if (file !== null) return `job ${file.id}`;
  return lines === null ? null : `lockfile ${lockfiles}`;
}

function phaseOf(job: WatchedJob, state: Liveness['state']): Phase {
  if (job.isWhole && (job.state.composed !== null || state !== 'running')) return 'finished';
  if (job.look.lines === null) return 'stopped';
  if (job.file === null) return 'open';
  return state === 'running' || state === 'abandoned' ? state : 'open';
}

function isAlike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const leastPauseMs = 50;
const longestPauseMs = 1000;
/** To find out on this machine whether the master lives takes less. */
const patienceMs = 300;
