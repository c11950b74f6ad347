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
import { checkHolds, headWithProfile, srgbProfile } from './output-format.ts';
import { outputFormat } from './output-name.ts';
import { writePart, type WrittenImage } from './write-part.ts';
import { writeTo } from './write-to.ts';

/**
 * Cuts rows out of an image: PNGs as `cropPng` does, interlaced ones in memory, other kinds by sharp, which is loaded
 * only then. The result is a marked PNG, or what the output's extension says.
 * @param input a path, `-` for stdin, or the bytes
 * @param output a path, which may be the input's and never holds half an image; or a stream, which is not ended and
 * gets a PNG as it is made
 * @throws TdError that names the path; the stream's own error; the signal's reason
 */
export async function cropImage(
  input: string | AsyncIterable<Uint8Array>,
  output: string | Writable,
  options: CropOptions,
): Promise<WrittenImage> {
  const name = input === '-' ? 'standard input' : typeof input === 'string' ? input : null;
  const streams: Readable[] = [];
  // Not opened before it is read: until then there would be nobody to hear what goes wrong.
  const opened = () => {
    const from = input === '-' ? process.stdin : typeof input === 'string' ? createReadStream(input) : input;
    if (from instanceof Readable) streams.push(from);
    return openSource(named(from, name), options);
  };
  try {
    if (typeof output !== 'string') {
      const source = await opened();
      return await write(source, (bytes) => writeTo(output, bytes), options);
    }
    return await deliver(output, true, options.signal, async (file) => {
      const source = await opened();
      const format = outputFormat(output);
      const height = options.rows.last - options.rows.first + 1;
      const part = { ...source.head, header: { ...source.head.header, height } };
      checkHolds(format, part);
      const head = format === 'png' ? source.head : headWithProfile(source.head, await srgbProfile());
      return { head: part, result: await write({ ...source, head }, (bytes) => file.append(bytes), options) };
    });
  } catch (error) {
    throw name !== null && error instanceof TdError ? atPath(name, error) : error;
  } finally {
    for (const stream of streams) stream.destroy();
  }
}

/** The same bytes, with errors of reading that name what is read. */
async function* named(input: AsyncIterable<Uint8Array>, name: string | null): AsyncGenerator<Uint8Array> {
  try {
    yield* input;
  } catch (error) {
    throw name === null ? error : cannotRead(name, error);
  }
}

async function write(
  source: ImageSource,
  put: (bytes: Buffer) => Promise<void>,
  options: CropOptions,
): Promise<WrittenImage> {
  checkSize(source.head.header, options);
  return await writePart(source, put, options.rows, markOf(options));
}

async function openSource(input: AsyncIterable<Uint8Array>, { signal }: CropOptions): Promise<ImageSource> {
  const bytes = abortable(input, signal)[Symbol.asyncIterator]();
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

async function* resume(start: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start;
  for (;;) {
    const { value, done } = await rest.next();
    if (done) return;
    yield value;
  }
}
