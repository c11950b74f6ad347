import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { crc32, deflateSync } from 'node:zlib';
import { cropPng } from '@task-distributor/imaging';
import { partName } from '@task-distributor/lockfile';

// A program: make-parts FOLDER COUNT JOB makes marked parts of one row each, 64 pixels wide.
const [folder = '', count = '', job = ''] = process.argv.slice(2);
const width = 64;

for (let row = 1; row <= Number(count); row += 1) {
  const rows = { first: row, last: row };
  const file = createWriteStream(join(folder, partName(rows)));
  await cropPng(pieces(oneRow(row)), file, { rows: { first: 1, last: 1 }, mark: { ...rows, job } });
  file.end();
  await finished(file);
}

async function* pieces(png: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(png);
}

/** A PNG of one row of RGB, which no other row has. */
function oneRow(row: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(1, 4);
  header.set([8, 2], 8);
  const line = Buffer.from(
    Array.from({ length: 3 * width + 1 }, (_, i) => (i === 0 ? 0 : (row * i) >> (i % 3))),
  );
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(line)), chunk('IEND')]);
}

/** PNG specification, 5.3. */
function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}
