import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { compose, expectRefusal } from './compose.ts';
import { encodePng } from './encode-png.ts';
import { forge } from './forge-part.ts';
import { done, job, markedPart, putPart } from './parts.ts';
import { formats, picture } from './pictures.ts';
import { temporaryFolder } from '@task-distributor/testing';

const rgb = formats['RGB 8']!;

describe('composeBands with damaged parts', () => {
  const whole = encodePng(picture(rgb, 40, 20), { filter: (row) => row % 5 });
  const [above, below] = [
    { first: 1, last: 9 },
    { first: 10, last: 20 },
  ] as [Rows, Rows];

  it.each([
    ['of the job', job],
    ['of another job', 'x'],
  ])('finds a changed byte anywhere in a part %s', async (_name, ofJob) => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const part = await markedPart(whole, below, ofJob);
    for (let at = 0; at < part.length; at += at < 100 || at > part.length - 100 ? 1 : 17) {
      const damaged = Buffer.from(part);
      damaged[at]! ^= 0x04;
      const b = await putPart(folder, below, damaged);
      await expectRefusal(folder, [a, b], 20, new RegExp(`${b.info}`));
    }
  });

  it('finds that a part is cut off, wherever it is', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const part = await markedPart(whole, below);
    for (const length of [
      0,
      4,
      8,
      20,
      40,
      57,
      80,
      part.length >> 1,
      part.length - 40,
      part.length - 12,
      part.length - 1,
    ]) {
      const b = await putPart(folder, below, part.subarray(0, length));
      await expectRefusal(folder, [b, a], 20, new RegExp(`${b.info}: Expected`));
    }
    const b = await putPart(folder, below, Buffer.concat([part, Buffer.from('x')]));
    await expectRefusal(folder, [b, a], 20, /after its IEND/);
  });

  it('refuses another width, fewer rows, and the rows of another band', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const wide = encodePng(picture(rgb, 41, 11));
    await expectRefusal(
      folder,
      [a, await putPart(folder, below, wide)],
      20,
      /000020\.png: Expected an image 40 pixels wide, got 41$/,
    );
    await expectRefusal(
      folder,
      [a, await putPart(folder, below, encodePng(picture(rgb, 40, 10)))],
      20,
      /Expected 11 rows \(10-20\), got 10/,
    );
    const high = await putPart(folder, below, encodePng(picture(rgb, 40, 21)));
    await expectRefusal(folder, [a, high], 20, /Expected at most 20 rows, which the image has, got 21/);
    const shifted = await markedPart(whole, { first: 9, last: 19 });
    await expectRefusal(
      folder,
      [a, await putPart(folder, below, shifted)],
      20,
      /Expected rows 10-20, got rows 9-19, as its mark says/,
    );
    const bands = [a, await putPart(folder, below, await markedPart(whole, below))];
    const narrow = /000009\.png: Expected an image 50 pixels wide, got 40$/;
    await expectRefusal(folder, bands, 20, narrow, { width: 50 });
    expect(await compose(folder, bands, 20, { width: 40 })).toMatchObject({ width: 40 });
  });

  it('finds out by inflating that a mark is forged', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const honest = await markedPart(whole, below, 'x');
    // The same part with lines that do not match its mark. All CRCs and the lengths in the mark are right.
    for (const kind of [
      'fewer lines',
      'more lines',
      'first line needs the one above',
      'wrong Adler-32',
      'final block inside',
    ] as const) {
      const b = await putPart(folder, below, forge(honest, below, kind, 40 * 3 + 1));
      await expectRefusal(folder, [a, b], 20, new RegExp(`^${b.info}: `));
    }
  });

  it('refuses anything but a regular image file', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const good = await putPart(folder, below, await markedPart(whole, below), 'good.png');
    await symlink(good.info!, join(folder, 'link.png'));
    await mkdir(join(folder, 'folder.png'));
    execFileSync('mkfifo', [join(folder, 'fifo.png')]);
    await writeFile(
      join(folder, 'text.png'),
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="11"/>',
    );
    for (const [name, message] of [
      ['link', /symbolic link/],
      ['folder', /Expected a file/],
      ['fifo', /Expected a file/],
      ['text', /Expected a PNG image/],
      ['none', /No such file/],
    ] as const) {
      const path = join(folder, `${name}.png`);
      await expectRefusal(folder, [a, done(below, path)], 20, message);
      await expectRefusal(folder, [a, done(below, path)], 20, new RegExp(path));
    }
  });
});
