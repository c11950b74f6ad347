import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { describe, expect, it } from 'vitest';
import { checkPart } from '../src/index.ts';
import { encodePng } from './encode-png.ts';
import { job, markedPart, putPart } from './parts.ts';
import { cutPicture, formats, picture } from './pictures.ts';

const whole = picture(formats['RGB 8']!, 7, 10);
const rows = { first: 5, last: 10 };

describe('checkPart', () => {
  it('accepts a whole part of the job', async () => {
    const bytes = await markedPart(encodePng(whole), rows);
    const { info } = await putPart(temporaryFolder(), rows, bytes);
    const expected = { whole: true, bytes: bytes.length };
    expect(await checkPart(info!, { rows, width: 7, job })).toEqual(expected);
    expect(await checkPart(info!, { rows, width: 7 })).toEqual(expected);
  });

  it('accepts a whole part without a mark if no job is expected', async () => {
    const { info } = await putPart(temporaryFolder(), rows, encodePng(cutPicture(whole, 5, 10)));
    expect(await checkPart(info!, { rows, width: 7 })).toMatchObject({ whole: true });
    expect(await checkPart(info!, { rows, width: 7, job })).toEqual({
      whole: false,
      reason: `${info}: Expected a part of job job-1, got one of no job`,
    });
  });

  it('reports what is wrong with a part', async () => {
    const folder = temporaryFolder();
    const part = await markedPart(encodePng(whole), rows);
    const { info } = await putPart(folder, rows, part);
    const reasons = [
      await checkPart(info!, { rows, width: 8, job }),
      await checkPart(info!, { rows: { first: 4, last: 9 }, width: 7, job }),
      await checkPart(info!, { rows: { first: 5, last: 9 }, width: 7, job }),
      await checkPart(info!, { rows, width: 7, job: 'job-2' }),
      await checkPart(join(folder, 'none.png'), { rows, width: 7, job }),
    ].map((check) => (check.whole ? 'whole' : check.reason));
    expect(reasons).toEqual([
      `${info}: Expected 8x6 pixels, got 7x6`,
      `${info}: Expected rows 4-9, got rows 5-10`,
      `${info}: Expected 7x5 pixels, got 7x6`,
      `${info}: Expected a part of job job-2, got one of job-1`,
      `cannot read ${join(folder, 'none.png')}: No such file or directory`,
    ]);
  });

  it('finds a changed byte at any position, and truncation at any length', async () => {
    const folder = temporaryFolder();
    for (const png of [await markedPart(encodePng(whole), rows), encodePng(cutPicture(whole, 5, 10))]) {
      for (let at = 0; at < png.length; at += 5) {
        const damaged = Buffer.from(png);
        damaged[at]! ^= 0x40;
        for (const bytes of [damaged, png.subarray(0, at)]) {
          const { info } = await putPart(folder, rows, bytes);
          expect(await checkPart(info!, { rows, width: 7 }), `byte ${at}`).toMatchObject({ whole: false });
        }
      }
    }
  });
});
