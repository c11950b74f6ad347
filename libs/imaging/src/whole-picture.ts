import { unfiltered } from './image-lines.ts';
import { openPng } from './open-png.ts';
import type { PngHead } from './png-head.ts';

/** A picture in memory. */
export interface WholePicture {
  readonly head: PngHead;
  /** Unfiltered lines, one behind the other. */
  readonly samples: Buffer;
}

/** Reads a small PNG. @throws TdError for anything but a whole and correct PNG */
export async function wholePicture(source: AsyncIterable<Uint8Array>): Promise<WholePicture> {
  const png = await openPng(source);
  const lines: Buffer[] = [];
  for await (const line of unfiltered(png)) lines.push(Buffer.from(line));
  return { head: png.head, samples: Buffer.concat(lines) };
}
