import { crc32, deflateSync } from 'node:zlib';

/** A picture as samples (or palette indices), one after the other, of `depth` bits. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly samples: Uint16Array;
  readonly palette?: Buffer;
  readonly transparency?: Buffer;
  readonly chunks?: readonly { type: string; data: Buffer }[];
}

export interface Encoding {
  /** Filter type of a row, 0-based. */
  readonly filter?: (row: number) => number;
  readonly interlaced?: boolean;
  /** Bytes of an IDAT chunk. */
  readonly idat?: number;
}

/** A PNG encoder that writes exactly what it is given, and shares no code with the code under test. */
export function encodePng(
  picture: Picture,
  { filter = () => 0, interlaced = false, idat = 8192 }: Encoding = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(picture.width, 0);
  header.writeUInt32BE(picture.height, 4);
  header.set([picture.depth, picture.colourType, 0, 0, interlaced ? 1 : 0], 8);
  const passes = interlaced ? adam7 : [[0, 0, 1, 1] as const];
  const data = deflateSync(Buffer.concat(passes.flatMap((pass) => encodePass(picture, pass, filter))));
  const idats: Buffer[] = [];
  for (let at = 0; at < data.length; at += idat) idats.push(chunk('IDAT', data.subarray(at, at + idat)));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(picture.chunks ?? []).map(({ type, data }) => chunk(type, data)),
    ...(picture.palette ? [chunk('PLTE', picture.palette)] : []),
    ...(picture.transparency ? [chunk('tRNS', picture.transparency)] : []),
    ...idats,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, crc]);
}

export const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as Record<number, number>;

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

function encodePass(
  picture: Picture,
  [x0, y0, dx, dy]: readonly [number, number, number, number],
  filter: (row: number) => number,
): Buffer[] {
  const count = channels[picture.colourType]!;
  const out: Buffer[] = [];
  let above: Buffer | null = null;
  for (let y = y0; y < picture.height; y += dy) {
    const bits: string[] = [];
    for (let x = x0; x < picture.width; x += dx) {
      for (let c = 0; c < count; c += 1) {
        const sample = picture.samples[(y * picture.width + x) * count + c]!;
        bits.push(sample.toString(2).padStart(picture.depth, '0'));
      }
    }
    if (bits.length === 0) continue;
    const text = bits.join('');
    const line = Buffer.alloc(Math.ceil(text.length / 8));
    for (let i = 0; i < line.length; i += 1)
      line[i] = parseInt(text.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2);
    const pixel = Math.max(1, (count * picture.depth) / 8);
    out.push(filtered(line, above ?? Buffer.alloc(line.length), pixel, filter(y)));
    above = line;
  }
  return out;
}

function filtered(line: Buffer, above: Buffer, pixel: number, type: number): Buffer {
  const out = Buffer.alloc(line.length + 1);
  out[0] = type;
  for (let i = 0; i < line.length; i += 1) {
    const a = i < pixel ? 0 : line[i - pixel]!;
    const b = above[i]!;
    const c = i < pixel ? 0 : above[i - pixel]!;
    const p = a + b - c;
    const nearest = [a, b, c].sort((m, n) => Math.abs(p - m) - Math.abs(p - n))[0]!;
    out[i + 1] = line[i]! - [0, a, b, (a + b) >> 1, nearest][type]!;
  }
  return out;
}
