import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';

export interface Picture {
  width: number;
  height: number;
  /** Row by row. */
  samples: Buffer;
}

/** As netpbm's reader (libpng) gives it; throws where that finds an error. */
export async function readPicture(path: string): Promise<Picture> {
  const { stdout } = await execa('pngtopam', [path], { encoding: 'buffer' });
  // PPM: a header of three lines (magic, size, maximum), then the samples.
  let at = 0;
  const lines: string[] = [];
  for (let line = 0; line < 3; line += 1) {
    const end = stdout.indexOf(10, at);
    lines.push(Buffer.from(stdout.subarray(at, end)).toString());
    at = end + 1;
  }
  const [width = 0, height = 0] = lines[1]!.split(' ').map(Number);
  return { width, height, samples: Buffer.from(stdout.subarray(at)) };
}

export async function expectPicture(path: string, uncut: Picture): Promise<void> {
  expect((await readPicture(path)).samples.equals(uncut.samples), `${path} is the uncut picture`).toBe(true);
}

/** Every part in the folder holds exactly its rows of the picture, and nothing lies there half written. */
export async function expectWholeParts(folder: string, uncut: Picture): Promise<void> {
  const names = await readdir(folder);
  expect(names.filter((name) => name.startsWith('.part-'))).toEqual([]);
  const line = uncut.samples.length / uncut.height;
  for (const name of names.filter((name) => name.startsWith('rows-'))) {
    const [, first, last] = /^rows-(\d+)-(\d+)\.png$/.exec(name)!.map(Number) as [number, number, number];
    const rows = uncut.samples.subarray((first - 1) * line, last * line);
    expect((await readPicture(join(folder, name))).samples.equals(rows), `${name} is whole`).toBe(true);
  }
}

/** What `ls` shows. */
export async function shown(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
}
