import { channelsOf, lineBytes, pixelBytes, type PngHeader } from './png-header.ts';
import { unfilterLine } from './unfilter-line.ts';

/** The seven passes of Adam7 (PNG specification, 8.2): first column and row, and the steps between them. */
const passes = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
] as const;

/** Number of bytes of an interlaced image's inflated data. */
export function interlacedBytes(header: PngHeader): number {
  return passesOf(header).reduce((sum, { height, stride }) => sum + height * stride, 0);
}

/**
 * Unfilters and joins the lines of an interlaced image, top to bottom, each in the same buffer.
 * @param data all of the inflated data; it is unfiltered in place
 */
export function* deinterlace(header: PngHeader, data: Buffer): Generator<Buffer> {
  const lines = passesOf(header).map((pass) => ({ ...pass, lines: unfilterPass(header, pass, data) }));
  const out = Buffer.alloc(lineBytes(header));
  const bits = channelsOf(header) * header.depth;
  for (let y = 0; y < header.height; y += 1) {
    if (bits < 8) out.fill(0);
    for (const pass of lines) {
      if (y < pass.y || (y - pass.y) % pass.dy !== 0 || pass.width === 0) continue;
      const line = pass.lines[(y - pass.y) / pass.dy]!;
      for (let i = 0; i < pass.width; i += 1) copyPixel(line, i, out, pass.x + i * pass.dx, bits);
    }
    yield out;
  }
}

interface Pass {
  readonly start: number;
  readonly width: number;
  readonly height: number;
  readonly stride: number;
}

function passesOf(header: PngHeader) {
  let start = 0;
  return passes.map((pass) => {
    const width = Math.ceil((header.width - pass.x) / pass.dx);
    const height = width <= 0 ? 0 : Math.max(0, Math.ceil((header.height - pass.y) / pass.dy));
    const stride = lineBytes({ ...header, width: Math.max(0, width) }) + 1;
    const found = { ...pass, start, width: height === 0 ? 0 : width, height, stride };
    start += height * stride;
    return found;
  });
}

function unfilterPass(header: PngHeader, { start, height, stride }: Pass, data: Buffer): Buffer[] {
  let above: Buffer = Buffer.alloc(stride - 1);
  return Array.from({ length: height }, (_, i) => {
    const filtered = data.subarray(start + i * stride, start + (i + 1) * stride);
    const line = filtered.subarray(1);
    unfilterLine(filtered, above, line, pixelBytes(header));
    above = line;
    return line;
  });
}

function copyPixel(from: Buffer, i: number, to: Buffer, x: number, bits: number): void {
  if (bits >= 8) {
    const bytes = bits / 8;
    for (let b = 0; b < bytes; b += 1) to[x * bytes + b] = from[i * bytes + b]!;
    return;
  }
  const mask = (1 << bits) - 1;
  const value = (from[(i * bits) >> 3]! >> (8 - bits - ((i * bits) & 7))) & mask;
  to[(x * bits) >> 3]! |= value << (8 - bits - ((x * bits) & 7));
}
