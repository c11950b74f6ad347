import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Band } from '@task-distributor/band';
import { expect } from 'vitest';
import { composeBands, type Composed, type ComposeOptions } from '../src/index.ts';
import { job, never, stream } from './parts.ts';

/** Composes bands into out.png in a folder. */
export function compose(
  folder: string,
  bands: readonly Band[],
  height: number,
  options: Partial<ComposeOptions> = {},
): Promise<Composed> {
  return composeBands(stream(bands), { output: join(folder, 'out.png'), height, job, ...options }, never);
}

/** Expects that composing fails with this message, and writes no file. */
export async function expectRefusal(
  folder: string,
  bands: readonly Band[],
  height: number,
  message: RegExp,
  options: Partial<ComposeOptions> = {},
): Promise<{ exitCode: number }> {
  const before = await readdir(folder);
  const error: unknown = await compose(folder, bands, height, options).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'TdError', message: expect.stringMatching(message) as string });
  expect(await readdir(folder)).toEqual(before);
  return error as { exitCode: number };
}

/** Bytes of out.png so far, while it is being composed. */
export async function bytesWritten(folder: string): Promise<number> {
  const name = (await readdir(folder)).find((file) => file.startsWith('.out.png.part-'))!;
  return (await stat(join(folder, name))).size;
}
