import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { givenBlocksName, keptStateName, keyOfGivenBlocks, keyOfKeptState } from '@task-distributor/lockfile';
import { freeBytes } from '../free-bytes.ts';

interface StoredState {
  readonly path: string;
  readonly key: string;
  readonly bytes: number;
  readonly age: number;
}

/** The kept states in a folder. */
export class StateStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  newPath(key: string): string {
    return join(this.folder, keptStateName(key));
  }

  /** @param first number of the first of these blocks */
  pathOfGiven(key: string, first: number): string {
    return join(this.folder, givenBlocksName(key, first));
  }

  /** Paths of all files with blocks that hosts have rendered for others, whose keys begin with this. */
  allGiven(beginning: string): { path: string; key: string }[] {
    return this.#list()
      .filter(({ key, path }) => key.startsWith(beginning) && isGiven(path))
      .map(({ key, path }) => ({ key, path }));
  }

  /**
   * Takes the largest state of a key by renaming it, but not what hosts have rendered for others. If two processes want it, only
   * one gets it.
   * @returns its path; null = there is none
   */
  claim(key: string): string | null {
    const found = this.#list().filter((state) => state.key === key && !isGiven(state.path));
    for (const { path } of found.sort((a, b) => b.bytes - a.bytes)) {
      const own = this.newPath(key);
      try {
        renameSync(path, own);
        return own;
      } catch {
        // Somebody else has it.
      }
    }
    return null;
  }

  /** Removes the states of a key that nobody writes. */
  removeAll(key: string): void {
    for (const state of this.#list()) if (state.key === key) removeUnused(state);
  }

  /** Removes what is old, and the oldest of what is too much. */
  prune(): void {
    let total = 0;
    for (const state of this.#list().sort((a, b) => a.age - b.age)) {
      total += state.bytes;
      if (state.age > longestAgeMs || total > mostBytes) removeUnused(state);
    }
  }

  hasRoomFor(bytes: number): boolean {
    return freeBytes(this.folder) > bytes + marginBytes;
  }

  #list(): StoredState[] {
    return readdirSync(this.folder).flatMap((name) => {
      const key = keyOfKeptState(name);
      const path = join(this.folder, name);
      const found = key === null ? undefined : statSync(path, { throwIfNoEntry: false });
      if (key === null || found === undefined) return [];
      return [{ path, key, bytes: found.size, age: Date.now() - found.mtimeMs }];
    });
  }
}

function isGiven(path: string): boolean {
  return keyOfGivenBlocks(basename(path)) !== null;
}

function removeUnused({ path, age }: StoredState): void {
  if (age > inUseMs) rmSync(path, { force: true });
}

/** A state that is in use is written every five seconds. */
const inUseMs = 30_000;
const longestAgeMs = 7 * 24 * 3_600_000;
const mostBytes = 2 ** 31;
/** For what else is written on the same disk. */
const marginBytes = 2 ** 26;
