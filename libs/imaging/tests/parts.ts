import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Band, Rows } from '@task-distributor/band';
import { cropPng } from '../src/index.ts';
import { collector, inPieces } from './collect.ts';

export const job = 'job-1';

/** Creates a marked part with some rows, like td-worker. */
export async function markedPart(whole: Buffer, rows: Rows, ofJob: string | null = job): Promise<Buffer> {
  const sink = collector();
  await cropPng(inPieces(whole), sink, { rows, mark: { ...rows, job: ofJob } });
  return sink.bytes();
}

/** Writes a part under its name. @returns its band */
export async function putPart(
  folder: string,
  rows: Rows,
  bytes: Buffer,
  name = `rows-${padded(rows.first)}-${padded(rows.last)}.png`,
): Promise<Band> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return done(rows, path);
}

function padded(row: number): string {
  return String(row).padStart(6, '0');
}

export function done(rows: Rows, path: string): Band {
  return { ...rows, host: 'pi110', state: 'done', info: path };
}

export async function* stream(bands: readonly Band[]): AsyncGenerator<Band> {
  for (const band of bands) {
    await Promise.resolve();
    yield band;
  }
}

/** Bands of nearly equal height. */
export function evenly(height: number, count: number): Rows[] {
  const at = (i: number) => Math.floor((height * i) / count);
  return Array.from({ length: count }, (_, i) => ({ first: at(i) + 1, last: at(i + 1) }));
}

export const never = new AbortController().signal;
