import { join } from 'node:path';
import { totalSeconds } from '@task-distributor/partition';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { parseMap } from '../../simulate/recorded-maps.ts';

const record = join(import.meta.dirname, '../../simulate/record.mjs');
const scene = '/usr/share/doc/povray/examples/objects/blob.pov';

test('a recorded map has the seconds of each block row, and its columns', async () => {
  const { stdout } = await execa('node', [record, scene, '240', '120']);
  const map = parseMap(stdout, 'blob');
  expect(map.strips.map(({ first, last }) => `${first}-${last}`)).toEqual(
    Array.from({ length: 30 }, (_, i) => `${4 * i + 1}-${4 * i + 4}`),
  );
  expect(totalSeconds(map)).toBeGreaterThan(0);
  for (const { seconds, columns } of map.strips) {
    expect(columns).toHaveLength(20);
    const milliseconds = columns!.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(milliseconds / 1_000 - seconds)).toBeLessThan(0.002);
  }
});

test('what POV-Ray says is said if it fails, and sizes that give no whole blocks are refused', async () => {
  const failed = await execa('node', [record, '/no/such.pov', '240', '120'], { reject: false });
  expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('such.pov') });
  const refused = await execa('node', [record, scene, '241', '120'], { reject: false });
  expect(refused).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Expected a width that is a multiple of 4, got 241'),
  });
});
