import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { OutputFile } from './output-file.ts';
import { checkOutputName, outputFormat } from './output-name.ts';
import { outputTarget } from './output-target.ts';
import type { PngHead } from './png-head.ts';
import { saveBySharp } from './save-by-sharp.ts';
import { writeTo } from './write-to.ts';

/**
 * Delivers a PNG that `make` writes into a temporary file: under its name, converted into another format, or into a
 * stream. When anything goes wrong, the temporary file is removed, and the stream gets nothing.
 * @param durable bring the image to the disk before it appears under its name
 * @param make writes the file; returns the head of the image, and the facts about it that the caller wants
 * @throws TdError; the stream's own error
 */
export async function deliver<T>(
  output: string | Writable,
  durable: boolean,
  signal: AbortSignal | undefined,
  make: (file: OutputFile) => Promise<{ head: PngHead; result: T }>,
): Promise<T & { bytes: number }> {
  if (typeof output === 'string') checkOutputName(output);
  const file = await OutputFile.create(typeof output === 'string' ? output : join(tmpdir(), 'image.png'));
  try {
    const { head, result } = await make(file);
    const bytes = file.size;
    if (typeof output !== 'string') {
      for await (const buffer of file.read()) await writeTo(output, buffer);
      return { ...result, bytes };
    }
    signal?.throwIfAborted();
    const format = outputFormat(output);
    if (format === 'png') await file.publish(durable);
    else await saveBySharp(file.temporary, head, { path: outputTarget(output), format }, signal);
    return { ...result, bytes };
  } finally {
    await file.discard();
  }
}
