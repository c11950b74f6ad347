import { join } from 'node:path';
import { parseCostLines, totalSeconds } from '@task-distributor/partition';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const record = join(import.meta.dirname, '../../simulate/record.mjs');
const scene = '/usr/share/doc/povray/examples/objects/blob.pov';

test('a recorded map has the seconds of each block row', async () => {
  const { stdout } = await execa('node', [record, scene, '240', '120']);
  const map = parseCostLines(stdout.split('\n'), 120, 'blob');
  expect(map.strips.map(({ first, last }) => `${first}-${last}`)).toEqual(
    Array.from({ length: 30 }, (_, i) => `${4 * i + 1}-${4 * i + 4}`),
  );
  expect(totalSeconds(map)).toBeGreaterThan(0);
});

test('what POV-Ray says is said if it fails, and sizes that give no whole blocks are refused', async () => {
  const failed = await execa('node', [record, '/no/such.pov', '240', '120'], { reject: false });
  expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('such.pov') });
  const refused = await execa('node', [record, scene, '241', '120'], { reject: false });
  expect(refused).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Expected a multiple of 60, got 241'),
  });
});
