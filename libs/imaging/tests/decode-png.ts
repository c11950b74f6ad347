import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { decode } from '@task-distributor/testing';
import { decode as decodeByFastPng } from 'fast-png';
import { expect } from 'vitest';

const run = promisify(execFile);

/** An image as 16-bit RGBA, converted from any format. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint16Array;
}

/** Expects that pngcheck accepts a file, and that two independent decoders return these pixels. */
export async function expectPixels(path: string, expected: Pixels): Promise<void> {
  await expectSound(path);
  for (const decoded of [await byLibpng(path), await byFastPng(path)]) {
    expect([decoded.width, decoded.height]).toEqual([expected.width, expected.height]);
    expect(Buffer.compare(bytes(decoded.rgba), bytes(expected.rgba)), `${path}: pixels differ`).toBe(0);
  }
}

/** Expects pngcheck (Debian package pngcheck) to find nothing wrong. */
export async function expectSound(path: string): Promise<void> {
  const { stdout } = await run('pngcheck', [path]).catch((error: { stdout: string }) => error);
  expect(stdout).toMatch(/^OK: /);
}

/** Decodes with libpng. */
export async function byLibpng(path: string): Promise<Pixels> {
  const pam = await decode(path);
  const headEnd = pam.indexOf('ENDHDR\n') + 7;
  const field = (name: string) =>
    Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(pam.toString('latin1', 0, headEnd))![1]);
  const [width, height, depth, maxval] = [field('WIDTH'), field('HEIGHT'), field('DEPTH'), field('MAXVAL')];
  const wide = maxval > 255;
  const sample = (i: number) => (wide ? pam.readUInt16BE(headEnd + 2 * i) : pam[headEnd + i]!);
  const rgba = toRgba(width * height, depth, (i) => (sample(i) * 65535) / maxval);
  await applyKey(path, rgba);
  return { width, height, rgba };
}

/** pngtopam ignores the transparent colour of an 8-bit RGB image. */
async function applyKey(path: string, rgba: Uint16Array): Promise<void> {
  const png = await readFile(path);
  const at = png.indexOf('tRNS');
  if (at < 0 || png[24] !== 8 || png[25] !== 2) return;
  const key = [4, 6, 8].map((offset) => png.readUInt16BE(at + offset) * 257);
  for (let i = 0; i < rgba.length; i += 4)
    if (key.every((value, c) => rgba[i + c] === value)) rgba[i + 3] = 0;
}

/** Decodes with fast-png, which is pure JavaScript. */
export async function byFastPng(path: string): Promise<Pixels> {
  return pixelsOf(await readFile(path));
}

export function pixelsOf(png: Buffer): Pixels {
  const { width, height, depth, channels, data, palette, transparency } = decodeByFastPng(png, {
    checkCrc: true,
  });
  const stride = Math.ceil((width * channels * depth) / 8);
  const stored = (i: number): number => {
    if (depth >= 8) return data[i]!;
    const row = Math.floor(i / (width * channels));
    const bit = (i % (width * channels)) * depth;
    return (data[row * stride + (bit >> 3)]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  };
  const scale = 65535 / (2 ** depth - 1);
  if (palette) {
    const colours = palette as unknown as number[][];
    const at = (i: number) => (colours[stored(i >> 2)]![i & 3] ?? 255) * 257;
    return { width, height, rgba: Uint16Array.from({ length: 4 * width * height }, (_, i) => at(i)) };
  }
  const rgba = toRgba(width * height, channels, (i) => stored(i) * scale);
  if (transparency && transparency.length > 0) {
    for (let p = 0; p < width * height; p += 1) {
      if ([...transparency].every((key, c) => stored(p * channels + c) === key)) rgba[4 * p + 3] = 0;
    }
  }
  return { width, height, rgba };
}

/** Some rows of an image: 1-based, inclusive. */
export function cutPixels({ width, rgba }: Pixels, first: number, last: number): Pixels {
  return { width, height: last - first + 1, rgba: rgba.slice(4 * width * (first - 1), 4 * width * last) };
}

export function stackPixels(images: readonly Pixels[]): Pixels {
  const height = images.reduce((sum, image) => sum + image.height, 0);
  const rgba = new Uint16Array(images.flatMap((image) => [...image.rgba]));
  return { width: images[0]!.width, height, rgba };
}

function toRgba(pixels: number, channels: number, sample: (i: number) => number): Uint16Array {
  const rgba = new Uint16Array(4 * pixels);
  for (let p = 0; p < pixels; p += 1) {
    const at = p * channels;
    for (let c = 0; c < 3; c += 1) rgba[4 * p + c] = sample(channels < 3 ? at : at + c);
    rgba[4 * p + 3] = channels % 2 === 0 ? sample(at + channels - 1) : 65535;
  }
  return rgba;
}

function bytes(samples: Uint16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}
