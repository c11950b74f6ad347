import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { errorMessage } from '@task-distributor/band';
import type { Sharp } from 'sharp';
import { loadSharp } from './by-sharp.ts';
import { cannotWrite, syncFolder, temporaryName } from './output-file.ts';
import type { OutputFormat } from './output-name.ts';
import type { PngHead } from './png-head.ts';
import { formatOf, hasAlpha, hasColour } from './raster-format.ts';

type SharpFormat = Exclude<OutputFormat, 'png'>;

/**
 * Writes a PNG file in another format, whole or not at all.
 * @param png its path
 * @throws TdError that names the output
 */
export async function saveBySharp(
  png: string,
  head: PngHead,
  output: string,
  format: SharpFormat,
): Promise<void> {
  const sharp = await loadSharp('A format other than PNG');
  const grey = !hasColour(formatOf(head));
  const wide = head.header.depth === 16;
  const image = sharp(png, { limitInputPixels: false, sequentialRead: true })
    .keepIccProfile()
    .toColourspace(grey ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb');
  // libvips makes more than one file of a Deep Zoom image, and names them all after one.
  const folder = temporaryName(output);
  const written = join(folder, basename(output, extname(output)) + extname(output).toLowerCase());
  try {
    await mkdir(folder);
    // To the name of a Deep Zoom image libvips adds the extension.
    const name = format === 'dzi' ? written.slice(0, -extname(written).length) : written;
    await encode(image, format, head).toFile(name);
    await syncFile(written);
    if (format === 'dzi') {
      await rm(tilesOf(output), { force: true, recursive: true });
      await rename(tilesOf(written), tilesOf(output));
    }
    await rename(written, output);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw cannotWrite(output, code ? error : new Error(errorMessage(error).split('\n')[0]));
  } finally {
    await rm(folder, { force: true, recursive: true });
  }
  await syncFolder(dirname(output));
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
}

function encode(image: Sharp, format: SharpFormat, head: PngHead): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
    case 'webp':
      return image.webp({ quality: 90 });
    case 'avif':
      return image.avif({ quality: 75, chromaSubsampling: '4:4:4' });
    case 'tiff':
      return image.tiff({ compression: 'deflate', predictor: 'horizontal', bigtiff: isHuge(head) });
    case 'dzi':
      return (
        head.header.depth === 16 || hasAlpha(formatOf(head)) ? image.png() : image.jpeg({ quality: 92 })
      ).tile({
        layout: 'dz',
        size: 254,
        overlap: 1,
      });
  }
}

/** Whether more bytes come than a TIFF's offsets can count, should they not become fewer. */
function isHuge({ header }: PngHead): boolean {
  return header.width * header.height * 8 > 2 ** 31;
}

/** Where the tiles of a Deep Zoom image are, beside its .dzi. */
function tilesOf(path: string): string {
  return join(dirname(path), `${basename(path, extname(path))}_files`);
}
