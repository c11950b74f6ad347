import type { StateBlock, StateFormat } from '@task-distributor/render';

/** The block in a record of a state file; null = it is not one whole, sound record. */
export function blockOf(record: Buffer, states: StateFormat): StateBlock | null {
  const reader = states.reader();
  reader.write(states.head);
  reader.write(record);
  const isWhole = reader.isSound && reader.length === states.head.length + record.length;
  return isWhole && reader.blocks.length === 1 ? reader.blocks[0]! : null;
}
