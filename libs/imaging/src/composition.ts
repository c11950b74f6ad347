import { sameRows, TdError, type Rows } from '@task-distributor/band';
import { combineAdler32 } from './combine-adler32.ts';
import { copyBody, copyBuffers } from './copy-body.ts';
import { deflateBody, zlibHeader, zlibTrailer, type Body } from './deflate-body.ts';
import { encodeHead, headInFormat } from './image-head.ts';
import { linesInFormat } from './image-lines.ts';
import { inspectPart, openImage, rowsInPart, type PartFacts } from './inspect-part.ts';
import { refuseContradictions, speakingHead } from './join-colours.ts';
import { atPath, withPart, type OpenPart } from './open-part.ts';
import type { OutputFile } from './output-file.ts';
import { checkHolds, headWithProfile } from './output-format.ts';
import type { OutputFormat } from './output-name.ts';
import { encodeChunk, type PngChunk } from './png-chunk.ts';
import type { PngHead } from './png-head.ts';
import { formatOf, sameFormat, widerFormat } from './raster-format.ts';

export interface CompositionOptions {
  /** Rows of the whole image. */
  readonly height: number;
  /** Pixels of a row, where they are known; else the first part's. */
  readonly width: number | null;
  /** Parts with this job's mark are joined without being inflated. */
  readonly job: string | null;
  /** Inflate and check those, too. */
  readonly verify: boolean;
  /** Whether a part may be a symbolic link: where the user has named it. */
  readonly followLinks: boolean;
  /** What the image is for. */
  readonly format: OutputFormat;
  /** Stands for sRGB where that format says it by a profile. */
  readonly profile: PngChunk | null;
  readonly signal: AbortSignal;
}

interface KnownPart {
  readonly rows: Rows;
  readonly path: string;
  readonly facts: PartFacts;
}

/**
 * An image that grows from the top as its parts become known. Marked parts are copied; others are deflated anew, and
 * converted where parts differ. When a part comes that what is written already cannot hold (colour after grey, 16
 * bits after 8), writing starts again from the top.
 */
export class Composition {
  readonly #file: OutputFile;
  readonly #options: CompositionOptions;
  readonly #parts = new Map<number, KnownPart>();
  #head: Buffer = Buffer.alloc(0);
  /** Rows written. */
  #written = 0;
  /** Rows written, and those that are being written. */
  #begun = 0;
  #adler = 1;
  readonly #buffers = copyBuffers();

  constructor(file: OutputFile, options: CompositionOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Whether all rows are written. */
  get complete(): boolean {
    return this.#written === this.#options.height;
  }

  /** Paths of the parts, in row order. */
  get paths(): string[] {
    return this.#sorted().map(({ path }) => path);
  }

  /** What the image is, once there is a part. */
  get head(): PngHead {
    const { height } = this.#options;
    const parts = this.#sorted();
    const head = speakingHead(parts);
    const formats = parts.map(({ facts }) => formatOf(facts.head));
    const format = formats.reduce(widerFormat);
    return headInFormat(head, { width: head.header.width, height }, format);
  }

  /**
   * Makes a part known, in place of an earlier one of the same rows.
   * @param inspected what is known of it already
   * @throws TdError that names the path, when it cannot be a part of this image
   */
  async add(rows: Rows, path: string, inspected?: PartFacts): Promise<void> {
    const facts = inspected ?? (await withPart(path, this.#options, inspectPart));
    const width = this.#options.width ?? this.#sorted()[0]?.facts.head.header.width;
    try {
      const got = facts.head.header.width;
      if (width !== undefined && got !== width) {
        throw new TdError(`Expected an image ${width} pixels wide, got ${got}`);
      }
      rowsInPart(facts, rows, this.#options.height);
    } catch (error) {
      throw atPath(path, error);
    }
    const before = this.#parts.get(rows.first);
    this.#parts.set(rows.first, { rows, path, facts });
    if (before?.path !== path && rows.first <= this.#begun) this.#head = Buffer.alloc(0);
  }

  /** Forgets a part. */
  remove(rows: Rows): void {
    const known = this.#parts.get(rows.first);
    if (!known || !sameRows(known.rows, rows)) return;
    this.#parts.delete(rows.first);
    if (rows.first <= this.#begun) this.#head = Buffer.alloc(0);
  }

  /**
   * Writes the next part whose rows above are all written.
   * @returns its rows, and what is wrong with it; or null when there is no such part yet
   * @throws TdError for what is wrong with the output; the signal's reason
   */
  async writeNext(): Promise<{ rows: Rows; fault: TdError | null } | null> {
    if (!this.#parts.has(1)) return null;
    const head = this.head;
    const encoded = encodeHead(this.#options.profile ? headWithProfile(head, this.#options.profile) : head);
    if (!encoded.equals(this.#head)) {
      checkHolds(this.#options.format, head);
      await this.#file.rewind(0);
      this.#written = 0;
      this.#adler = 1;
      await this.#file.append(Buffer.concat([encoded, encodeChunk('IDAT', zlibHeader)]));
      this.#head = encoded;
    }
    const next = this.#parts.get(this.#written + 1);
    if (!next) return null;
    const before = this.#file.size;
    this.#begun = next.rows.last;
    try {
      const body = await withPart(next.path, this.#options, (part) => this.#writePart(part, next, head));
      this.#adler = combineAdler32(this.#adler, body.adler, body.inflatedBytes);
      this.#written = next.rows.last;
      return { rows: next.rows, fault: null };
    } catch (error) {
      this.#begun = this.#written;
      await this.#file.rewind(before);
      if (error instanceof TdError && error.path === next.path) return { rows: next.rows, fault: error };
      throw error;
    }
  }

  /** Writes the end, after all rows are written. @throws TdError for parts whose colours contradict each other */
  async finish(): Promise<void> {
    refuseContradictions(this.#sorted());
    await this.#file.append(
      Buffer.concat([encodeChunk('IDAT', zlibTrailer(this.#adler)), encodeChunk('IEND')]),
    );
  }

  #sorted(): KnownPart[] {
    return [...this.#parts.values()].sort((a, b) => a.rows.first - b.rows.first);
  }

  async #writePart(part: OpenPart, known: KnownPart, head: PngHead): Promise<Body> {
    // The file may be another one than when it became known.
    const facts = part.version === known.facts.version ? known.facts : await inspectPart(part);
    const format = formatOf(head);
    const own = formatOf(facts.head);
    if (
      facts.head.header.width !== head.header.width ||
      !sameFormat(own, formatOf(known.facts.head)) ||
      (facts.layout?.mark === null) !== (known.facts.layout?.mark === null)
    ) {
      throw new TdError('The part was replaced by another one while the image was composed');
    }
    const rows = rowsInPart(facts, known.rows, this.#options.height);
    const write = async (bytes: Uint8Array) => {
      this.#options.signal.throwIfAborted();
      await this.#file.append(bytes);
    };
    const { layout } = facts;
    if (layout?.mark && layout.body && sameFormat(own, format)) {
      const { job, verify } = this.#options;
      const inflate = verify || job === null || layout.mark.job !== job;
      return await copyBody(part, layout, { write, buffers: this.#buffers, inflate });
    }
    return await deflateBody(linesInFormat(await openImage(part, facts), rows, format), write);
  }
}
