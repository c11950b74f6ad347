import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Band, Rows } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { composeBands } from '../src/index.ts';
import { gamma } from './chunks.ts';
import { bytesWritten, compose, expectRefusal } from './compose.ts';
import { expectPixels, pixelsOf } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { job, markedPart, never, putPart } from './parts.ts';
import { formats, picture } from './pictures.ts';
import { temporaryFolder } from '@task-distributor/testing';

const rgb = formats['RGB 8']!;

describe('composeBands and the records about bands', () => {
  const whole = encodePng(picture(rgb, 6, 10));
  const [above, below] = [
    { first: 1, last: 5 },
    { first: 6, last: 10 },
  ] as [Rows, Rows];
  const record = (rows: Rows, state: Band['state'], info: string | null = null, host = 'pi111'): Band => ({
    ...rows,
    host,
    state,
    info,
  });

  async function parts(folder: string) {
    return [
      await putPart(folder, above, await markedPart(whole, above)),
      await putPart(folder, below, await markedPart(whole, below)),
    ] as const;
  }

  it('takes the last record about each band', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    const other = await putPart(folder, above, encodePng(picture(rgb, 6, 5, 9)), 'other.png');
    const broken = await putPart(folder, below, Buffer.from('no'), 'broken.png');
    await compose(
      folder,
      [
        record(below, 'failed', 'lost'),
        broken,
        other,
        b,
        record(above, 'started'),
        a,
        record(above, 'done', a.info),
      ],
      10,
    );
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });

  it('composes the two bands into which one was split', async () => {
    const folder = temporaryFolder();
    const all = { first: 1, last: 10 };
    const [a, b] = await parts(folder);
    await compose(folder, [b, record(all, 'split', '1-5'), a], 10);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });

  it('names what is missing of a band that was split', async () => {
    const folder = temporaryFolder();
    const [a] = await parts(folder);
    const records = [record({ first: 1, last: 10 }, 'split', '1-5'), a];
    await expectRefusal(folder, records, 10, /^rows 6-10 are missing \(last state: not started\)$/);
  });

  it('composes a band that overlapped another one, once that one is revoked', async () => {
    const folder = temporaryFolder();
    const all = { first: 1, last: 10 };
    const [a, b] = await parts(folder);
    const uncut = await putPart(folder, all, encodePng(picture(rgb, 6, 10, 9)), 'uncut.png');
    await compose(folder, [uncut, a, record(all, 'started'), b], 10);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });

  it('writes the format that the last parts need, though an earlier one needed a wider one', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    const wide = await putPart(folder, above, encodePng(picture(formats['RGBA 16']!, 6, 5)), 'wide.png');
    await compose(folder, [wide, b, a], 10);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
    const out = await readFile(join(folder, 'out.png'));
    expect([out[24], out[25]]).toEqual([8, 2]);
  });

  it('writes the colour metadata of the last parts, even if an earlier one had more', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    const png = encodePng({ ...picture(rgb, 6, 10), chunks: [gamma(60_000)] });
    const withGamma = await putPart(folder, above, await markedPart(png, above), 'gamma.png');
    await compose(folder, [withGamma, b], 10);
    expect((await readFile(join(folder, 'out.png'))).includes('gAMA')).toBe(true);
    await compose(folder, [withGamma, b, a], 10);
    expect((await readFile(join(folder, 'out.png'))).includes('gAMA')).toBe(false);
  });

  it('forgets what is wrong with a part that was replaced while it was written', async () => {
    const folder = temporaryFolder();
    const large = encodePng(picture(rgb, 900, 400));
    const rows = { first: 1, last: 400 };
    // A part of another job is inflated, which takes long enough for the next bands to arrive.
    const good = await putPart(folder, rows, await markedPart(large, rows, 'another'), 'good.png');
    const damaged = await readFile(good.info!);
    // Changes the CRC of the last chunk of the body.
    damaged[damaged.lastIndexOf('IDAT') - 5]! ^= 1;
    const bad = await putPart(folder, rows, damaged, 'bad.png');
    await expectRefusal(folder, [bad], 400, /bad\.png: .*CRC/);
    async function* bands() {
      yield bad;
      await expect.poll(() => bytesWritten(folder), { interval: 1, timeout: 20_000 }).toBeGreaterThan(1000);
      yield record(rows, 'started');
      yield good;
    }
    await composeBands(bands(), { output: join(folder, 'out.png'), height: 400, job }, never);
    await expectPixels(join(folder, 'out.png'), pixelsOf(large));
  });

  it('reads to the end after a failed band, and reports the first failed band and how many more there are', async () => {
    const folder = temporaryFolder();
    const [a] = await parts(folder);
    const states: string[] = [];
    async function* bands() {
      for (const band of [
        record(below, 'failed', 'no disk'),
        a,
        record({ first: 3, last: 4 }, 'failed', 'other', 'pi112'),
      ]) {
        await Promise.resolve();
        states.push(band.state);
        yield band;
      }
    }
    const composing = composeBands(bands(), { output: join(folder, 'out.png'), height: 10, job }, never);
    await expect(composing).rejects.toMatchObject({
      message: 'pi112 rows 3-4 failed: other (and 1 more)',
      exitCode: 1,
      host: 'pi112',
    });
    expect(states).toEqual(['failed', 'done', 'failed']);
  });

  it('refuses a band without rows', async () => {
    const folder = temporaryFolder();
    const band: Band = { first: null, last: null, host: 'pi1', state: 'done', info: 'pi1.png' };
    await expect(compose(folder, [band], 10)).rejects.toMatchObject({ exitCode: 2, message: /rows.*pi1/ });
  });
});
