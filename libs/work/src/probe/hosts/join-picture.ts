import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Rows } from '@task-distributor/band';
import { composeParts, cropPng } from '@task-distributor/imaging';
import type { Size } from '../probe-size.ts';

/** Rows of a small picture. */
export interface Piece {
  readonly rows: Rows;
  readonly size: Size;
  /** A PNG that has the whole size; null = it was not asked for. */
  readonly picture: Buffer | null;
}

/** Writes the picture whose rows are in these pieces. @throws TdError if it cannot be written; the signal's reason */
export async function joinPicture(
  pieces: readonly Piece[],
  output: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'td-probe-'));
  try {
    const paths: string[] = [];
    for (const piece of pieces) {
      const path = join(folder, `${paths.length}.png`);
      await writePart(piece, path, signal);
      paths.push(path);
    }
    await composeParts(paths, { output, durable: false }, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePart({ rows, size, picture }: Piece, path: string, signal: AbortSignal): Promise<void> {
  const sink = createWriteStream(path);
  const closed = finished(sink);
  await cropPng(Readable.from([picture ?? Buffer.alloc(0)]), sink, { rows, expected: size, signal });
  sink.end();
  await closed;
}
