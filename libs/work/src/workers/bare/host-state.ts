import { TdError } from '@task-distributor/band';
import type { BlockLayout, StateBlock, StateFormat } from '@task-distributor/render';

/** Finished blocks, as a renderer's state file has them. */
export interface HostState {
  readonly bytes: Buffer;
  readonly blocks: readonly StateBlock[];
}

/** More bytes than a state file of a region has. */
export function mostStateBytes({ pixels, count }: BlockLayout): number {
  return pixels * bytesPerPixel + count * bytesPerRecord + bytesOfHead;
}

/**
 * Reads the whole records of a state file; one that a kill has torn is left out.
 * @throws TdError for blocks that are not those of the region
 */
export function readHostState(bytes: Buffer, states: StateFormat, layout: BlockLayout): HostState {
  const reader = states.reader();
  reader.write(bytes);
  const { blocks } = reader;
  if (!reader.isSound || !blocks.every((block) => layout.holds(block))) {
    throw new TdError('the state of the renderer is damaged');
  }
  return { bytes: bytes.subarray(0, reader.length), blocks };
}

/**
 * @param records of other blocks of the region, by their numbers; those that the state has are left out
 * @throws TdError for records that are not of the region
 */
export function withRecords(
  state: HostState,
  records: ReadonlyMap<number, Buffer>,
  { states, layout }: { readonly states: StateFormat; readonly layout: BlockLayout },
): HostState {
  const ids = new Set(state.blocks.map(({ id }) => id));
  const others = [...records].filter(([id]) => !ids.has(id) && id < layout.count);
  if (others.length === 0 && state.bytes.length > 0) return state;
  const head = state.bytes.length === 0 ? states.head : state.bytes;
  return readHostState(Buffer.concat([head, ...others.map(([, record]) => record)]), states, layout);
}

/** The records of a state, with the numbers that their blocks have in another region. */
export function recordsFor(layout: BlockLayout, state: HostState, states: StateFormat): Map<number, Buffer> {
  const records = new Map<number, Buffer>();
  for (const block of state.blocks) {
    const id = layout.numberOf(block);
    const { offset, length } = block.record;
    if (id !== null) records.set(id, states.renumbered(state.bytes.subarray(offset, offset + length), id));
  }
  return records;
}

const bytesPerPixel = 20;
const bytesPerRecord = 1_024;
const bytesOfHead = 4_096;
