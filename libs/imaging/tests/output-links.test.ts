import { lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { checkOutputName, cropImage } from '../src/index.ts';
import { gamma, srgb } from './chunks.ts';
import { inPieces } from './collect.ts';
import { encodePng } from './encode-png.ts';
import { formats, picture } from './pictures.ts';

const image = encodePng({ ...picture(formats['RGB 8']!, 8, 9), chunks: [gamma(45_455), srgb] });

test.each(['png', 'tiff'])('writes through links to a %s that does not exist yet', async (extension) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'disk'));
  symlinkSync('disk', join(folder, 'large'));
  symlinkSync(`large/image.${extension}`, join(folder, `second.${extension}`));
  const link = join(folder, `first.${extension}`);
  symlinkSync(`second.${extension}`, link);
  // The second time, the target exists.
  for (const last of [5, 7]) {
    await cropImage(inPieces(image), link, { rows: { first: 1, last } });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect((await sharp(join(folder, 'disk', `image.${extension}`)).metadata()).height).toBe(last);
    expect(readdirSync(join(folder, 'disk'))).toEqual([`image.${extension}`]);
  }
});

test('refuses a link into a folder that does not exist, and a link to itself', () => {
  const folder = temporaryFolder();
  const link = join(folder, 'link.png');
  symlinkSync(join(folder, 'none', 'image.png'), link);
  expect(() => checkOutputName(link)).toThrow(
    `cannot write ${link}: ${join(folder, 'none')}: No such file or directory`,
  );
  const loop = join(folder, 'loop.png');
  symlinkSync('loop.png', loop);
  expect(() => checkOutputName(loop)).toThrow(`cannot write ${loop}: Too many levels of symbolic links`);
});

test('refuses a link as the name of a Deep Zoom image, whose tiles are found by its name', () => {
  const folder = temporaryFolder();
  symlinkSync('poster.dzi', join(folder, 'link.dzi'));
  expect(() => checkOutputName(join(folder, 'link.dzi'))).toThrow(
    `it is a symbolic link, and the tiles belong beside the file: name ${join(folder, 'poster.dzi')}`,
  );
});
