import { randomFillSync } from 'node:crypto';
import { Writable } from 'node:stream';
import { createDeflate } from 'node:zlib';
import { cropPng } from '../src/index.ts';
import { chunk } from './encode-png.ts';

// A program that crops an image of noise and prints its peak memory in KiB. The argument is the size of the image in MB. The
// image has chunks of 8 KiB, as libpng writes them, and arrives in buffers of 64 KiB, as from a pipe.
const width = 4000;
const height = Math.floor((Number(process.argv[2]) * 1_000_000) / (3 * width));

async function* image(): AsyncGenerator<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  yield Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header)]);
  const deflater = createDeflate({ level: 0, chunkSize: 8192 });
  const line = Buffer.alloc(3 * width + 1);
  void (async () => {
    for (let row = 0; row < height; row += 1) {
      randomFillSync(line, 1);
      await new Promise((resolve) => deflater.write(Buffer.from(line), resolve));
    }
    deflater.end();
  })();
  let buffers: Buffer[] = [];
  for await (const data of deflater as AsyncIterable<Buffer>) {
    buffers.push(chunk('IDAT', data));
    if (buffers.length === 8) yield Buffer.concat(buffers);
    buffers = buffers.length === 8 ? [] : buffers;
  }
  yield Buffer.concat([...buffers, chunk('IEND', Buffer.alloc(0))]);
}

const nowhere = new Writable({ write: (_bytes, _encoding, done) => setImmediate(done) });
const rows = { first: Math.floor(height / 8), last: Math.floor(height / 2) };
await cropPng(image(), nowhere, { rows, signal: new AbortController().signal });
process.stdout.write(String(process.resourceUsage().maxRSS));
