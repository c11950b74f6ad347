import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cutSamples, type Samples, samplesOf } from '@task-distributor/testing';
import { expect } from 'vitest';

export async function expectPicture(path: string, uncut: Samples): Promise<void> {
  expectSame(await samplesOf(path), uncut, `${path} is the uncut picture`);
}

/** Expects that every part in the folder holds exactly its rows of the picture, and that there is no temporary file. */
export async function expectWholeParts(folder: string, uncut: Samples): Promise<void> {
  const names = await readdir(folder);
  expect(names.filter((name) => name.startsWith('.part-'))).toEqual([]);
  for (const name of names.filter((name) => name.startsWith('rows-'))) {
    const [, first, last] = /^rows-(\d+)-(\d+)\.png$/.exec(name)!.map(Number) as [number, number, number];
    expectSame(await samplesOf(join(folder, name)), cutSamples(uncut, first, last), `${name} is whole`);
  }
}

function expectSame(found: Samples, expected: Samples, what: string): void {
  expect(found.format, what).toBe(expected.format);
  expect(Buffer.concat(found.rows).equals(Buffer.concat(expected.rows)), what).toBe(true);
}

/** The names that `ls` prints. */
export async function shown(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
}
