import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { blob } from './places.ts';

/** The samples of a PNG as libpng reads them: 8-bit RGB, after a header with the size. */
export async function samples(png: string | Uint8Array): Promise<Buffer> {
  const input = typeof png === 'string' ? await readFile(png) : png;
  const { stdout } = await execa('sh', ['-c', 'pngtopnm | ppmtoppm'], { input, encoding: 'buffer' });
  return Buffer.from(stdout);
}

/** The samples of the first rows only: the original omits the rows that remain when N does not divide the height. */
export async function firstRows(png: Uint8Array, rows: number): Promise<Buffer> {
  const command = `pngtopnm | ppmtoppm | pamcut -height ${rows}`;
  const { stdout } = await execa('sh', ['-c', command], { input: png, encoding: 'buffer' });
  return Buffer.from(stdout);
}

/** The uncut picture, rendered by POV-Ray alone. */
export async function uncut(width: number, height: number, scene = blob): Promise<Uint8Array> {
  const key = `${width} ${height} ${scene}`;
  const args = ['-D', `+I${scene}`, `+W${width}`, `+H${height}`, '+FN', '+O-'];
  const known =
    rendered.get(key) ?? execa('povray', args, { encoding: 'buffer' }).then(({ stdout }) => stdout);
  rendered.set(key, known);
  return known;
}

const rendered = new Map<string, Promise<Uint8Array>>();

/** The colour metadata of a PNG: depth and colour type from IHDR, and the chunks gAMA and sRGB in hexadecimal. */
export function colours(png: Uint8Array): Record<string, string | number> {
  const bytes = Buffer.from(png);
  const found: Record<string, string | number> = { depth: bytes[24]!, type: bytes[25]! };
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (name === 'gAMA' || name === 'sRGB') {
      found[name] = bytes.toString('hex', at + 8, at + 8 + bytes.readUInt32BE(at));
    }
  }
  return found;
}

/** A path for an image. It is removed after the test. */
export function temporaryImage(): string {
  return join(temporaryFolder(), 'image.png');
}
