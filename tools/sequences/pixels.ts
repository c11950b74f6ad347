import { runProgram } from './run-program.ts';

/** What libpng finds in a PNG. */
export interface Pixels {
  /** Size, channels, largest value. */
  readonly format: string;
  readonly bytes: Buffer;
  readonly bytesPerPixel: number;
}

/** @returns null if it is no whole PNG */
export async function pixelsOf(png: string): Promise<Pixels | null> {
  const { code, stdout } = await runProgram('pngtopam', ['-alphapam', png]);
  const end = stdout.indexOf(endOfHead) + endOfHead.length;
  if (code !== 0 || end < endOfHead.length) return null;
  const format = stdout.toString('latin1', 0, end);
  const number = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(format)?.[1]);
  const bytesPerPixel = number('DEPTH') * (number('MAXVAL') > 255 ? 2 : 1);
  return { format, bytes: stdout.subarray(end), bytesPerPixel };
}

/** How many pixels differ; of images that differ in size or format, all. */
export function differentPixels(one: Pixels, other: Pixels): number {
  const { bytesPerPixel, bytes } = one;
  const count = bytes.length / bytesPerPixel;
  if (one.format !== other.format || bytes.length !== other.bytes.length) return count;
  let different = 0;
  for (let at = 0; at < bytes.length; at += bytesPerPixel) {
    if (bytes.compare(other.bytes, at, at + bytesPerPixel, at, at + bytesPerPixel) !== 0) different += 1;
  }
  return different;
}

const endOfHead = 'ENDHDR\n';
