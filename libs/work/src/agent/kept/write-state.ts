import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { StateBlock, StateFormat } from '@task-distributor/render';

/** The records of finished blocks, by the numbers of the blocks. */
export type StateRecords = ReadonlyMap<number, StoredRecord>;

/** A record in a file, which is read when it is needed. */
export interface StoredRecord {
  /** In bytes. */
  readonly length: number;
  read(): Buffer;
}

/**
 * Writes a state file with these blocks, in their order, because the renderer counts those that it has from the first on.
 * @returns its blocks; none = there is no file
 * @throws if it cannot be written, or if a record is not the one of its block; then there is no file
 */
export function writeState(path: string, states: StateFormat, records: StateRecords): readonly StateBlock[] {
  if (records.size === 0) return [];
  const reader = states.reader();
  const file = openSync(path, 'wx', 0o600);
  try {
    const put = (bytes: Buffer): void => {
      if (writeSync(file, bytes) !== bytes.length) throw new Error('The disk is full');
      reader.write(bytes);
    };
    put(states.head);
    const ids = [...records.keys()].sort((a, b) => a - b);
    for (const id of ids) put(records.get(id)!.read());
    const isRight = reader.blocks.every((block, i) => block.id === ids[i]);
    if (!reader.isSound || reader.blocks.length !== ids.length || !isRight) throw new Error('It has changed');
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return reader.blocks;
}
