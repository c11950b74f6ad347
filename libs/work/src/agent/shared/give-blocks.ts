import { rmSync } from 'node:fs';
import { TdError } from '@task-distributor/band';
import type { BlockLayout, StateFormat } from '@task-distributor/render';
import { KeptFile } from '../kept/kept-file.ts';
import type { StateStore } from '../kept/state-store.ts';
import type { StateFollower } from '../state/state-follower.ts';

export interface GivenTo {
  /** That of the job folder. */
  readonly store: StateStore;
  /** Key of the band. */
  readonly key: string;
  readonly states: StateFormat;
}

/**
 * Writes finished blocks into a file for the worker that renders their band.
 * @param state of the run that has rendered them @param first number of the first one in the band
 * @returns length of the file
 * @throws TdError if there is no room; the error of the file system
 */
export function giveBlocks(
  state: StateFollower,
  { band, first }: { readonly band: BlockLayout; readonly first: number },
  { store, key, states }: GivenTo,
): number {
  const records = state.reader.blocks.flatMap((block) => {
    const id = band.numberOf(block);
    const { offset, length } = block.record;
    return id === null
      ? []
      : [{ length, renumbered: () => states.renumbered(state.read(offset, length), id) }];
  });
  const bytes = records.reduce((sum, { length }) => sum + length, 0);
  if (!store.hasRoomFor(bytes))
    throw new TdError(`${store.folder}: too little room for finished blocks`, { code: 'E_BLOCKS' });
  const path = store.pathOfGiven(key, first);
  const file = KeptFile.own(path, key);
  try {
    for (const { renumbered } of records) file.append(renumbered());
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    file.close();
  }
  return bytes;
}
