import { TdError } from '@task-distributor/band';
import type { ChunkPiece } from './chunk-walker.ts';
import { colourTypes, decodeHeader, type PngHeader } from './png-header.ts';
import type { PngChunk } from './png-chunk.ts';
import { isUsable } from './colour-chunks.ts';

/** What a PNG says before its image data. */
export interface PngHead {
  readonly header: PngHeader;
  /** PLTE's data, if the colour type is palette. */
  readonly palette: Buffer | null;
  /** tRNS's data. */
  readonly transparency: Buffer | null;
  /** The other chunks that are kept: gAMA, cHRM, sRGB, iCCP, sBIT, pHYs, and tEXt with the keyword Software or Comment. */
  readonly chunks: readonly PngChunk[];
}

/**
 * Collects the head of a PNG from its chunks up to the first IDAT. Ancillary chunks that are not valid are dropped, as
 * libpng does; critical ones are errors.
 */
export class HeadCollector {
  #header: PngHeader | null = null;
  #kept = new Map<string, Buffer>();
  #data: Buffer[] = [];

  /** @throws TdError */
  add(piece: ChunkPiece): void {
    if ((this.#header === null) !== (piece.type === 'IHDR')) {
      throw new TdError(`Expected one IHDR chunk, and that first, got ${piece.type} at byte ${piece.offset}`);
    }
    if (/^[A-Z]/.test(piece.type) && !['IHDR', 'PLTE'].includes(piece.type)) {
      throw new TdError(`Expected the chunks of a still picture, got ${piece.type} before the image data`);
    }
    if (!this.#wants(piece)) return;
    this.#data.push(Buffer.from(piece.data));
    if (!piece.last) return;
    const data = Buffer.concat(this.#data);
    this.#data = [];
    this.#take(piece.type, data);
  }

  /** @throws TdError when something is missing */
  head(): PngHead {
    const header = this.#header;
    if (header === null) throw new TdError('Expected an IHDR chunk before the image data, got none');
    const plte = this.#kept.get('PLTE') ?? null;
    const palette = header.colourType === colourTypes.palette ? plte : null;
    if (header.colourType === colourTypes.palette && palette === null) {
      throw new TdError('Expected a PLTE chunk before the image data, got none');
    }
    // A PNG must not have both, and a profile says more than the name of a colour space.
    if (this.#kept.has('iCCP')) this.#kept.delete('sRGB');
    const chunks = [...this.#kept]
      .filter(([type]) => type !== 'PLTE' && type !== 'tRNS')
      .map(([key, data]) => ({ type: key.slice(0, 4), data }));
    return { header, palette, transparency: this.#kept.get('tRNS') ?? null, chunks };
  }

  #wants({ type, length }: ChunkPiece): boolean {
    if (type === 'tEXt') return length <= largestText;
    if (!keptTypes.includes(type)) return false;
    if (length > largestKept) {
      throw new TdError(`Expected a ${type} chunk of at most ${largestKept} bytes, got ${length}`);
    }
    return true;
  }

  #take(type: string, data: Buffer): void {
    if (type === 'IHDR') {
      this.#header = decodeHeader(data);
      return;
    }
    const key = type === 'tEXt' ? `tEXt ${data.toString('latin1', 0, 8)}` : type;
    if (this.#kept.has(key)) {
      if (type === 'tEXt') return;
      throw new TdError(`Expected one ${type} chunk, got two`);
    }
    if (type === 'PLTE') checkPalette(this.#header!, data);
    else if (type === 'tRNS') checkTransparency(this.#header!, data, this.#kept.get('PLTE'));
    else if (!isUsable({ type, data }, this.#header!)) return;
    this.#kept.set(key, data);
  }
}

function checkPalette({ colourType, depth }: PngHeader, data: Buffer): void {
  const most = colourType === colourTypes.palette ? 2 ** depth : 256;
  if (data.length === 0 || data.length % 3 !== 0 || data.length > most * 3) {
    throw new TdError(`Expected a palette of 1 to ${most} colours, got ${data.length / 3}`);
  }
}

function checkTransparency({ colourType }: PngHeader, data: Buffer, palette: Buffer | undefined): void {
  const fits =
    colourType === colourTypes.palette
      ? palette !== undefined && data.length > 0 && data.length <= palette.length / 3
      : data.length === { [colourTypes.grey]: 2, [colourTypes.rgb]: 6 }[colourType as 0 | 2];
  if (!fits) throw new TdError(`The tRNS chunk of ${data.length} bytes does not fit the image`);
}

const keptTypes = ['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs'];

/** Chunks that are kept are held in memory; no real colour profile is larger than this. */
const largestKept = 4 * 1024 * 1024;
const largestText = 64 * 1024;
