import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { encodePng } from './encode-png.ts';
import { formats, picture } from './pictures.ts';
import { temporaryFolder } from '@task-distributor/testing';

it('loads sharp only for images that need it', async () => {
  const folder = temporaryFolder();
  const png = encodePng(picture(formats['RGB 8']!, 8, 9));
  await writeFile(join(folder, 'in.png'), png);
  await writeFile(join(folder, 'in.jpg'), await sharp(png).jpeg().toBuffer());
  await bundle(join(folder, 'crop.mjs'));
  await writeFile(join(folder, 'package.json'), '{}');
  // sharp is not installed beside the bundle.
  const crop = (name: string) =>
    new Promise<string>((resolve) => {
      execFile('node', ['crop.mjs', name], { cwd: folder }, (_error, stdout) => resolve(stdout));
    });
  expect(await crop('in.png')).toBe('{"width":8,"height":5}\n');
  expect(await crop('in.jpg')).toMatch(/^in\.jpg: An image that is not a PNG needs the package sharp/);
});

async function bundle(outfile: string): Promise<void> {
  const contents = `import { cropImage } from './src/index.ts';
    cropImage(process.argv[2], 'out.png', { rows: { first: 3, last: 7 } }).then(
      ({ width, height }) => console.log(JSON.stringify({ width, height })),
      (error) => console.log(error.message));`;
  const stdin = { contents, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' } as const;
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm', external: ['sharp'] });
}
