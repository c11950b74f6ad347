import { access, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { errorMessage, TdError, untilAborted } from '@task-distributor/band';
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
 * @param signal is heeded, though libvips goes on until it is done: that is not waited for
 * @throws TdError that names the output
 */
export async function saveBySharp(
  png: string,
  head: PngHead,
  output: string,
  format: SharpFormat,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (format === 'dzi') await refuseOthersFolder(tilesOf(output));
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
    await untilAborted(encode(image, format, head).toFile(name), signal);
    await syncFile(written);
    if (format === 'dzi') {
      const old = join(folder, 'old');
      await rename(tilesOf(output), old).catch(() => undefined);
      await rename(tilesOf(written), tilesOf(output));
    }
    await rename(written, output);
  } catch (error) {
    signal?.throwIfAborted();
    const code = (error as NodeJS.ErrnoException).code;
    throw cannotWrite(output, code ? error : new Error(errorMessage(error).split('\n')[0]));
  } finally {
    await rm(folder, { force: true, recursive: true });
  }
  await syncFolder(dirname(output));
}

/** libvips calls the tiles' folder so; what else has the name is none of ours to remove. */
async function refuseOthersFolder(tiles: string): Promise<void> {
  const isThere = await lstat(tiles).then(
    () => true,
    () => false,
  );
  if (!isThere) return;
  try {
    await access(join(tiles, 'vips-properties.xml'));
  } catch (cause) {
    throw new TdError(
      `${tiles}: it is in the way of the tiles, and no Deep Zoom image's: move it, or choose another name`,
      {
        cause,
        path: tiles,
      },
    );
  }
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
