import { createReadStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { abortable, TdError } from '@task-distributor/band';
import { headBySharp, isOtherImage, linesBySharp } from './by-sharp.ts';
import { checkSize, markOf, type CropOptions } from './crop-png.ts';
import { deliver } from './deliver.ts';
import type { ImageSource } from './image-lines.ts';
import { atPath, cannotRead } from './open-part.ts';
import { openPng } from './open-png.ts';
import { checkHolds, headForTarget, outputTarget } from './output-format.ts';
import { writePart, type WrittenImage } from './write-part.ts';
import { writeTo } from './write-to.ts';

/**
 * Cuts rows out of an image: PNGs as `cropPng` does, interlaced ones in memory, other kinds by sharp, which is loaded
 * only then. The result is a marked PNG, or has the format that the output's extension says.
 * @param input a path, or the bytes; a stream is destroyed afterwards
 * @param output a path, which may be the input's and never holds half an image; or a stream, which gets a PNG as it is
 * made, and is not ended
 * @throws TdError that names the path; the stream's own error; the signal's reason
 */
export async function cropImage(
  input: string | AsyncIterable<Uint8Array>,
  output: string | Writable,
  options: CropOptions,
): Promise<WrittenImage> {
  const path = typeof input === 'string' ? input : null;
  let stream: Readable | null = input instanceof Readable ? input : null;
  // Opened only when it is read: before that, nobody would notice its errors.
  const open = async (): Promise<ImageSource> => {
    if (typeof input !== 'string') return await openSource(input, options);
    stream = createReadStream(input);
    return await openSource(withPath(stream, input), options);
  };
  try {
    return await cropInto(output, open, options);
  } catch (error) {
    throw path !== null && error instanceof TdError ? atPath(path, error) : error;
  } finally {
    stream?.destroy();
  }
}

/** The same bytes, with errors of reading that name the path. */
async function* withPath(bytes: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw cannotRead(path, error);
  }
}

async function openSource(input: AsyncIterable<Uint8Array>, { signal }: CropOptions): Promise<ImageSource> {
  const bytes = abortable(input, signal);
  let start: Buffer = Buffer.alloc(0);
  let ended = false;
  while (start.length < 12 && !ended) {
    const { value, done } = await bytes.next();
    if (done) ended = true;
    else start = Buffer.concat([start, value]);
  }
  const whole = resume(start, bytes);
  if (!isOtherImage(start)) return await openPng(whole);
  const image = await buffer(whole);
  const head = await headBySharp(image);
  return { head, lines: linesBySharp(image, head) };
}

async function* resume(start: Buffer, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  yield* rest;
}

async function cropInto(
  output: string | Writable,
  open: () => Promise<ImageSource>,
  options: CropOptions,
): Promise<WrittenImage> {
  if (typeof output !== 'string') {
    return await crop(await open(), (bytes) => writeTo(output, bytes), options);
  }
  return await deliver(output, true, options.signal, async (file) => {
    const source = await open();
    const height = options.rows.last - options.rows.first + 1;
    const part = { ...source.head, header: { ...source.head.header, height } };
    const target = await outputTarget(output);
    checkHolds(target.format, part);
    const head = headForTarget(source.head, target);
    const result = await crop({ ...source, head }, (bytes) => file.append(bytes), options);
    return { head: part, result };
  });
}

async function crop(
  source: ImageSource,
  write: (bytes: Buffer) => Promise<void>,
  options: CropOptions,
): Promise<WrittenImage> {
  checkSize(source.head.header, options);
  return await writePart(source, write, options.rows, markOf(options));
}
