import { TdError } from '@task-distributor/band';

/** Colour types of PNG (specification, 11.2.1). */
export const colourTypes = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgba: 6 } as const;

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample, or per palette index: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
}

/** @throws TdError for a header that PNG does not allow, or of an image that is too large */
export function decodeHeader(data: Buffer): PngHeader {
  if (data.length !== 13) throw new TdError(`Expected an IHDR chunk of 13 bytes, got ${data.length}`);
  const [depth, colourType, compression, filter, interlace] = data.subarray(8) as unknown as number[];
  const header = {
    width: data.readUInt32BE(0),
    height: data.readUInt32BE(4),
    depth: depth!,
    colourType: colourType!,
    interlaced: interlace === 1,
  };
  if (!depthsOf[header.colourType]?.includes(header.depth)) {
    throw new TdError(`Expected a colour type and depth of PNG, got ${colourType} and ${depth}`);
  }
  if (compression !== 0 || filter !== 0 || interlace! > 1) {
    throw new TdError(
      `Expected PNG's compression 0, filter 0 and interlace 0 or 1, got ${compression}, ${filter} and ${interlace}`,
    );
  }
  if (
    header.width === 0 ||
    header.height === 0 ||
    header.height > mostRows ||
    lineBytes(header) > longestLine
  ) {
    throw new TdError(`Expected an image of a possible size, got ${header.width}x${header.height}`);
  }
  return header;
}

export function encodeHeader(header: PngHeader): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(header.width, 0);
  data.writeUInt32BE(header.height, 4);
  data[8] = header.depth;
  data[9] = header.colourType;
  data[12] = header.interlaced ? 1 : 0;
  return data;
}

export function channelsOf({ colourType }: { colourType: number }): number {
  return { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colourType]!;
}

/** Number of bytes of an unfiltered line, without its filter type. */
export function lineBytes(header: Pick<PngHeader, 'width' | 'depth' | 'colourType'>): number {
  return Math.ceil((header.width * channelsOf(header) * header.depth) / 8);
}

/** Distance in bytes between the samples that filters compare (specification, 9.2): one pixel, but at least one byte. */
export function pixelBytes(header: Pick<PngHeader, 'depth' | 'colourType'>): number {
  return Math.max(1, (channelsOf(header) * header.depth) / 8);
}

const depthsOf: Record<number, readonly number[]> = {
  [colourTypes.grey]: [1, 2, 4, 8, 16],
  [colourTypes.rgb]: [8, 16],
  [colourTypes.palette]: [1, 2, 4, 8],
  [colourTypes.greyAlpha]: [8, 16],
  [colourTypes.rgba]: [8, 16],
};

/** Row numbers have at most nine digits everywhere in this project. */
const mostRows = 999_999_999;

/** Bytes of a line, which is held in memory: 16 million pixels of 8 bytes. More is more likely a damaged header. */
const longestLine = 128 * 1024 * 1024;
