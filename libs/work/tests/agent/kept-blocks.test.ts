import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keptStateName } from '@task-distributor/lockfile';
import { BlockLayout, rendererFor } from '@task-distributor/render';
import { slowScene, stateOfKilled, temporaryFolder } from '@task-distributor/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { KeptBlocks } from '../../src/agent/kept/kept-blocks.ts';
import { StateStore } from '../../src/agent/kept/state-store.ts';
import { FinishedBlocks } from '../../src/agent/state/finished-blocks.ts';
import { StateFollower } from '../../src/agent/state/state-follower.ts';

const states = rendererFor('any.pov').states!;
const layout = new BlockLayout({ first: 1, last: 121 }, 160, 8);
const key = 'abc123';
/** What POV-Ray has left, and what was kept of it. */
let left: Buffer;
let kept: Buffer;

beforeAll(async () => {
  const folder = temporaryFolder();
  const options = ['+W160', '+H121', '+BS8', '+WT1'];
  left = await stateOfKilled(await slowScene(folder), options, 30_000);
  writeFileSync(join(folder, 'left'), left);
  const follower = new StateFollower(join(folder, 'left'), states.reader(), new FinishedBlocks(layout));
  const blocks = new KeptBlocks(new StateStore(folder), key, states);
  expect(blocks.restore(layout, join(folder, 'nothing'))).toEqual([]);
  blocks.save(follower, new Map());
  follower.close();
  kept = readFileSync(new StateStore(folder).claim(key)!);
});

/** The records that are restored from a kept file, by the numbers of their blocks. */
function restored(file: Buffer): Map<number, Buffer> {
  const folder = temporaryFolder();
  try {
    writeFileSync(join(folder, keptStateName(key)), file);
    const path = join(folder, 'image.pov-state');
    const blocks = new KeptBlocks(new StateStore(folder), key, states).restore(layout, path);
    return recordsIn(blocks.length === 0 ? Buffer.alloc(0) : readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function recordsIn(state: Buffer): Map<number, Buffer> {
  const reader = states.reader();
  reader.write(state);
  expect(reader.isSound).toBe(true);
  const found = reader.blocks.map(({ id, record: { offset, length } }) => {
    return [id, state.subarray(offset, offset + length)] as const;
  });
  expect(new Set(found.map(([id]) => id)).size).toBe(found.length);
  return new Map(found);
}

/** Expects that nothing is restored but what POV-Ray has left. */
function expectSound(file: Buffer): number {
  const original = recordsIn(left);
  const found = restored(file);
  for (const [id, record] of found) expect(record.equals(original.get(id)!)).toBe(true);
  return found.size;
}

test('all whole records are restored', () => {
  expect(expectSound(kept)).toBe(recordsIn(left).size);
});

describe('whatever has become of a kept file, what is restored of it is what POV-Ray has rendered', () => {
  /** Length and checksum, a record of a block of 64 pixels. */
  const frame = (): number => 8 + kept.readUInt32BE(0);

  test.each([0, 1, 4, 7, 8, 9, 500])('cut off %i bytes after the beginning of a record', (bytes) => {
    expect(expectSound(kept.subarray(0, bytes))).toBe(0);
    expect(expectSound(kept.subarray(0, 3 * frame() + bytes))).toBe(3);
    expect(expectSound(kept.subarray(0, 4 * frame() - bytes))).toBe(bytes === 0 ? 4 : 3);
  });

  test('cut off anywhere, with garbage anywhere, with pieces of itself', () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true }).map((share) => Math.floor(share * kept.length));
    const put = (at: number, bytes: Uint8Array) => (file: Buffer) =>
      Buffer.concat([file.subarray(0, at), bytes, file.subarray(at + bytes.length)]);
    const change = fc.oneof(
      place.map((end) => (file: Buffer) => file.subarray(0, end)),
      fc.tuple(place, fc.uint8Array({ maxLength: 3_000 })).map(([at, bytes]) => put(at, bytes)),
      fc
        .tuple(place, place, fc.nat(20_000))
        .map(([at, from, length]) => put(at, kept.subarray(from, from + length))),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        expectSound(changes.reduce((file, apply) => apply(file), kept));
      }),
    );
  });
});
