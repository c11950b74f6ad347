import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { cropPng } from '../src/index.ts';
import { collector, inPieces } from './collect.ts';
import { byLibpng, cutPixels, expectPixels } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { formats, picture, randomNumbers } from './pictures.ts';
import { temporaryFolder } from '@task-distributor/testing';

describe('cropPng and its streams', () => {
  const png = encodePng(picture(formats['RGB 8']!, 30, 20));
  const rows = { first: 1, last: 2 };

  it('stops when it is aborted, even if no input arrives', async () => {
    const controller = new AbortController();
    const source = new PassThrough();
    source.write(png.subarray(0, 200));
    const cropping = cropPng(source, collector(), { rows, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(cropping).rejects.toThrow('enough');
    expect(source.destroyed).toBe(true);
  });

  it('writes to a PassThrough with a late reader, in pieces of any size', async () => {
    const large = picture(formats['RGB 8']!, 1000, 300);
    const random = randomNumbers(5);
    for (let i = 0; i < large.samples.length; i += 1) large.samples[i] = random() * 256;
    const folder = temporaryFolder();
    const [from, to] = [join(folder, 'whole.png'), join(folder, 'part.png')];
    const bytes = encodePng(large, { filter: (row) => (row === 20 ? 4 : row % 5) });
    await writeFile(from, bytes);
    for (const pieces of [1000, 65_536, 1_000_000]) {
      const sink = new PassThrough({ highWaterMark: 2 ** 30 });
      await cropPng(inPieces(bytes, pieces), sink, { rows: { first: 21, last: 290 } });
      sink.end();
      await writeFile(to, sink);
      await expectPixels(to, cutPixels(await byLibpng(from), 21, 290));
    }
  });

  it("throws the sink's own error", async () => {
    const sink = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    });
    await expect(cropPng(inPieces(png), sink, { rows })).rejects.toMatchObject({ code: 'EPIPE' });
  });

  it('throws when the sink is closed', async () => {
    const sink = new Writable({ write: () => undefined });
    const cropping = cropPng(inPieces(png), sink, { rows });
    sink.destroy();
    await expect(cropping).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });
});
