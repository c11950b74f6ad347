import { channelsOf, colourTypes, type PngHeader } from './png-header.ts';
import type { PngChunk } from './png-chunk.ts';

/** Whether an ancillary chunk is of a kind that is kept, and valid (PNG specification, 11.3). */
export function isUsable({ type, data }: PngChunk, header: PngHeader): boolean {
  switch (type) {
    case 'gAMA':
      return data.length === 4 && data.readUInt32BE(0) > 0 && data.readUInt32BE(0) < 0x80000000;
    case 'sRGB':
      return data.length === 1 && data[0]! <= 3;
    case 'cHRM':
      return data.length === 32 && [0, 8, 16, 24].every((at) => isChromaticity(data, at));
    case 'iCCP':
      // A name without spaces at its ends or two in a row, the only compression method, and compressed data.
      return /^(?=[^\0]{1,79}\0)[!-~\xa1-\xff]+( [!-~\xa1-\xff]+)*\0\0./s.test(
        data.toString('latin1', 0, 82),
      );
    case 'sBIT':
      return isSignificantBits(data, header);
    case 'pHYs':
      return data.length === 9 && data[8]! <= 1;
    case 'tEXt':
      return /^(Software|Comment)\0[\n\x20-\x7e\xa0-\xff]*$/.test(data.toString('latin1'));
    default:
      return false;
  }
}

function isChromaticity(data: Buffer, at: number): boolean {
  const [x, y] = [data.readUInt32BE(at), data.readUInt32BE(at + 4)];
  return x <= 80_000 && y > 0 && y <= 80_000 && x + y <= 100_000;
}

function isSignificantBits(data: Buffer, header: PngHeader): boolean {
  const palette = header.colourType === colourTypes.palette;
  return (
    data.length === (palette ? 3 : channelsOf(header)) &&
    data.every((bits) => bits > 0 && bits <= (palette ? 8 : header.depth))
  );
}
