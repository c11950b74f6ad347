import { slowScene, stateOfKilled, temporaryFolder } from '@task-distributor/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { rendererFor, type StateReader } from '../../../src/index.ts';

const reader = () => rendererFor('any.pov').states!.reader();
const size = ['+W160', '+H121'];
const recordLength = 20_724;
let scene: string;
let state: Buffer;

beforeAll(async () => {
  scene = await slowScene(temporaryFolder());
  state = await stateOfKilled(scene, [...size, '+WT1'], 512 + 8 * recordLength);
});

/** Reads a file in pieces of a size. */
function read(bytes: Uint8Array, piece = bytes.length): StateReader {
  const result = reader();
  for (let at = 0; at < bytes.length; at += piece) result.write(bytes.subarray(at, at + piece));
  return result;
}

test('gives number, rectangle and place of each block', () => {
  const { blocks, isSound } = read(state);
  expect(isSound).toBe(true);
  expect(blocks.length).toBeGreaterThanOrEqual(8);
  expect(blocks.slice(0, 6)).toEqual(
    [0, 1, 2, 3, 4, 5].map((id) => ({
      id,
      left: 32 * (id % 5),
      top: 32 * Math.floor(id / 5),
      right: 32 * (id % 5) + 31,
      bottom: 32 * Math.floor(id / 5) + 31,
      record: { offset: 512 + id * recordLength, length: recordLength },
    })),
  );
});

test.each([1, 7, 512, 513, 4_096, 20_724, 65_536])('reads the same in pieces of %i bytes', (piece) => {
  const pieces = read(state, piece);
  expect(pieces.blocks).toEqual(read(state).blocks);
  expect(pieces.length).toBe(read(state).length);
});

test('counts a block when its last byte is there, and not before', () => {
  const end = 512 + 3 * recordLength;
  const torn = reader();
  torn.write(state.subarray(0, end - 1));
  expect(torn).toMatchObject({ length: 512 + 2 * recordLength, isSound: true });
  torn.write(state.subarray(end - 1, end));
  expect(torn).toMatchObject({ length: end, isSound: true });
  expect(torn.blocks).toHaveLength(3);
});

test('reads what several threads write in another order, region and block size', async () => {
  const options = [...size, '+WT3', '+BS16', '+SR33', '+ER113'];
  const { blocks, isSound } = read(await stateOfKilled(scene, options, 512 + 12 * 5_364));
  expect(isSound).toBe(true);
  expect(blocks.length).toBeGreaterThanOrEqual(12);
  for (const { id, left, top, right, bottom } of blocks) {
    expect([left, top]).toEqual([16 * (id % 10), 32 + 16 * Math.floor(id / 10)]);
    expect(right - left).toBe(15);
    expect(bottom).toBe(Math.min(top + 15, 112));
  }
  expect(new Set(blocks.map(({ id }) => id)).size).toBe(blocks.length);
});

describe('reads no further than to what is wrong', () => {
  const third = 512 + 2 * recordLength;
  const changed = (at: number, bytes: Uint8Array) => {
    const copy = Buffer.from(state);
    copy.set(bytes, at);
    return read(copy, 1_000);
  };
  test.each([
    ['the start of a record', third, 'X'],
    ['its version', third + 10, '\x04'],
    ['its length', third + 12, '\0\0\0\x05'],
    ['a huge length', third + 12, '\xff\xff\xff\xff'],
    ['its encoding', third + 16, 'RAWT'],
    ['its number of attributes', third + 27, '\x0c'],
    ['too many attributes', third + 27, '\x0e'],
    ['the length of its pixels', third + 130, '\x13'],
  ])('%s', (_, at, text) => {
    const { blocks, length, isSound } = changed(at, Buffer.from(text, 'latin1'));
    expect(isSound).toBe(false);
    expect(blocks).toHaveLength(2);
    expect(length).toBe(third);
  });

  test('garbage in place of a record', () => {
    const { blocks, isSound } = changed(third, Buffer.alloc(5_000, 'garbage'));
    expect([blocks.length, isSound]).toEqual([2, false]);
  });

  test.each([
    ['another file', 'This is no state file at all, but a text of some length'],
    ['another version', 'POV-Ray Render State File\0\0\x000002'],
    ['an empty file', ''],
  ])('%s', (what, text) => {
    const result = read(Buffer.from(text, 'latin1'));
    expect(result.blocks).toEqual([]);
    expect(result.length).toBe(0);
    expect(result.isSound).toBe(what === 'an empty file');
  });
});

test('keeps no pixels', () => {
  const large = reader();
  const piece = state.subarray(0, read(state).length);
  large.write(piece);
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < 500; i += 1) large.write(piece.subarray(512));
  expect(large.isSound).toBe(true);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
});

test('a record can be given another number, and nothing else in it changes', () => {
  const record = state.subarray(512 + recordLength, 512 + 2 * recordLength);
  const { head, renumbered } = rendererFor('any.pov').states!;
  const changed = renumbered(record, 700);
  const [block] = read(Buffer.concat([head, changed])).blocks;
  expect(block).toMatchObject({ id: 700, left: 32, top: 0, right: 63, bottom: 31 });
  expect(renumbered(changed, 1).equals(record)).toBe(true);
});
