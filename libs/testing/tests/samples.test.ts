import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { cutSamples, decode, samplesOf, temporaryFolder } from '../src/index.ts';

/** A PNG of 2x3, the last sample of which is 10, a newline in a text. */
async function picture(samples: string): Promise<string> {
  const path = join(temporaryFolder(), 'a.png');
  const { stdout } = await execa('pnmtopng', { input: `P3 2 3 255 ${samples}\n`, encoding: 'buffer' });
  await writeFile(path, stdout);
  return path;
}

const samples = '1 2 3  4 5 6   7 8 9  10 11 12   13 14 15  16 17 10';

test('samples are those of the picture, row by row', async () => {
  const { format, rows } = await samplesOf(await picture(samples));
  expect(format).toBe('P7\nWIDTH 2\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n');
  expect(rows.map((row) => [...row])).toEqual([
    [1, 2, 3, 255, 4, 5, 6, 255],
    [7, 8, 9, 255, 10, 11, 12, 255],
    [13, 14, 15, 255, 16, 17, 10, 255],
  ]);
  expect(cutSamples({ format, rows }, 2, 3)).toEqual({ format, rows: rows.slice(1) });
});

test('pictures that differ in one sample by one differ', async () => {
  const one = await decode(await picture(samples));
  expect(one).toEqual(await decode(await picture(samples)));
  expect(one).not.toEqual(await decode(await picture(samples.replace('17', '18'))));
});

test('what is no picture is an error', async () => {
  const path = join(temporaryFolder(), 'a.png');
  await writeFile(path, 'camera { }\n');
  await expect(decode(path)).rejects.toThrow(/pngtopam/);
});
