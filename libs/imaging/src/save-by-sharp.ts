import { access, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { errorCode, errorMessage, TdError, untilAborted } from '@task-distributor/band';
import type { Sharp } from 'sharp';
import { loadSharp } from './by-sharp.ts';
import { cannotWrite, syncFolder, temporaryName } from './output-file.ts';
import type { OutputFormat } from './output-name.ts';
import type { PngHead } from './png-head.ts';
import { formatOf, hasAlpha, hasColour } from './raster-format.ts';

type SharpFormat = Exclude<OutputFormat, 'png'>;

interface SharpOutput {
  readonly path: string;
  readonly format: SharpFormat;
}

/**
 * Writes a PNG file in another format, whole or not at all.
 * @param png path of the PNG
 * @param signal ends the wait at once; libvips itself goes on until it is done
 * @throws TdError that names the output
 */
export async function saveBySharp(
  png: string,
  head: PngHead,
  output: SharpOutput,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { path, format } = output;
  if (format === 'dzi') await refuseForeignFolder(tilesOf(path));
  const image = encode(await openBySharp(png, head), format, head);
  // libvips makes more than one file of a Deep Zoom image, and derives all their names from one.
  const folder = temporaryName(path);
  try {
    await mkdir(folder);
    await saveThrough(folder, image, output, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw cannotWrite(path, errorCode(error) ? error : new Error(errorMessage(error).split('\n')[0]));
  } finally {
    await rm(folder, { force: true, recursive: true });
  }
  await syncFolder(dirname(path));
}

/** libvips names the tiles' folder after the image. A folder of that name that libvips has not made is not replaced. */
async function refuseForeignFolder(tiles: string): Promise<void> {
  const exists = await lstat(tiles).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  try {
    await access(join(tiles, 'vips-properties.xml'));
  } catch (cause) {
    const message = `${tiles}: it is in the way of the tiles, and no Deep Zoom image's: move it, or choose another name`;
    throw new TdError(message, { cause, path: tiles });
  }
}

async function openBySharp(png: string, head: PngHead): Promise<Sharp> {
  const sharp = await loadSharp('A format other than PNG');
  const is16Bits = head.header.depth === 16;
  const grey = is16Bits ? 'grey16' : 'b-w';
  const colour = is16Bits ? 'rgb16' : 'srgb';
  return sharp(png, { limitInputPixels: false, sequentialRead: true })
    .keepIccProfile()
    .toColourspace(hasColour(formatOf(head)) ? colour : grey);
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
      return image.tiff({ compression: 'deflate', predictor: 'horizontal', bigtiff: mayExceedTiff(head) });
    case 'dzi': {
      const needsPng = head.header.depth === 16 || hasAlpha(formatOf(head));
      const tiles = needsPng ? image.png() : image.jpeg({ quality: 92 });
      return tiles.tile({ layout: 'dz', size: 254, overlap: 1 });
    }
  }
}

/** Whether the image, if compression does not make it smaller, may be too large for a TIFF's offsets of 32 bits. */
function mayExceedTiff({ header }: PngHead): boolean {
  return header.width * header.height * 8 > 2 ** 31;
}

/** Saves an image in a temporary folder, and then moves it to where it belongs. */
async function saveThrough(
  folder: string,
  image: Sharp,
  { path, format }: SharpOutput,
  signal: AbortSignal | undefined,
): Promise<void> {
  const extension = extname(path);
  const written = join(folder, basename(path, extension) + extension.toLowerCase());
  // libvips adds the extension to the name of a Deep Zoom image.
  const name = format === 'dzi' ? written.slice(0, -extension.length) : written;
  await untilAborted(image.toFile(name), signal);
  await syncFile(written);
  if (format === 'dzi') {
    // There may be no earlier image.
    await rename(tilesOf(path), join(folder, 'old')).catch(() => undefined);
    await rename(tilesOf(written), tilesOf(path));
  }
  await rename(written, path);
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
}

/** The folder for the tiles of a Deep Zoom image, beside its .dzi. */
function tilesOf(path: string): string {
  return join(dirname(path), `${basename(path, extname(path))}_files`);
}
