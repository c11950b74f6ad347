/** A chunk of a PNG. */
export interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

export const gamma = (value: number): Chunk => ({ type: 'gAMA', data: uint32s(value) });
const primaries = (...values: number[]): Chunk => ({ type: 'cHRM', data: uint32s(...values) });
export const srgb: Chunk = { type: 'sRGB', data: Buffer.from([0]) };
export const srgbPrimaries = primaries(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000);
export const p3Primaries = primaries(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000);

/** The chunks of a PNG. */
export function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + length);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data });
    at += 12 + length;
  }
  return chunks;
}

/** The deflated image data of a PNG. */
export function idatOf(png: Buffer): Buffer {
  const idats = chunksOf(png).filter(({ type }) => type === 'IDAT');
  return Buffer.concat(idats.map(({ data }) => data));
}

function uint32s(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => data.writeUInt32BE(value, i * 4));
  return data;
}
