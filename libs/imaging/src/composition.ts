import { sameRows, TdError, type Rows } from '@task-distributor/band';
import { combineAdler32 } from './combine-adler32.ts';
import { copyBuffers } from './copy-body.ts';
import { zlibHeader, zlibTrailer } from './deflate-body.ts';
import { encodeHead } from './image-head.ts';
import type { PartFacts } from './inspect-part.ts';
import { refuseContradictions } from './join-colours.ts';
import { JoinedHead } from './joined-head.ts';
import { byRows, type KnownPart } from './known-part.ts';
import { withPart } from './open-part.ts';
import type { OutputFile } from './output-file.ts';
import { checkHolds, headForTarget, type OutputTarget } from './output-format.ts';
import { encodeChunk } from './png-chunk.ts';
import type { PngHead } from './png-head.ts';
import { refuseMisfit } from './refuse-misfit.ts';
import { writeBody } from './write-body.ts';

interface CompositionOptions {
  /** Rows of the whole image. */
  readonly height: number;
  /** Pixels of a row, where that is known; otherwise the first part's. */
  readonly width: number | null;
  /** Parts with the mark of this job are copied without being inflated; null = all parts are inflated. */
  readonly trustedJob: string | null;
  /** Whether a part may be a symbolic link. */
  readonly followLinks: boolean;
  readonly target: OutputTarget;
  readonly signal: AbortSignal;
}

/**
 * An image that is written from the top as its parts become known. Marked parts are copied; others are deflated again,
 * and converted where formats differ. Writing starts again from the top when a part comes that the format written so
 * far cannot hold (colour after grey, 16 bits after 8), and when a part that is written is removed or replaced.
 */
export class Composition {
  readonly #file: OutputFile;
  readonly #options: CompositionOptions;
  /** By first row. */
  readonly #parts = new Map<number, KnownPart>();
  readonly #joined: JoinedHead;
  readonly #buffers = copyBuffers();
  /** The head that is written, as an object and as bytes. */
  #head: PngHead | null = null;
  #encodedHead: Buffer = Buffer.alloc(0);
  /** The parts that are written, and the one that is being written. */
  readonly #inFile = new Set<KnownPart>();
  /** Whether a part in the file is no longer a part of the image. */
  #isStale = false;
  /** Number of rows written. */
  #written = 0;
  #adler = 1;

  constructor(file: OutputFile, options: CompositionOptions) {
    this.#file = file;
    this.#options = options;
    this.#joined = new JoinedHead(this.#parts, options.height);
  }

  /** Whether all rows are written. */
  get complete(): boolean {
    return !this.#isStale && this.#written === this.#options.height;
  }

  /** Paths of the parts, in row order. */
  get paths(): string[] {
    return this.#sorted().map(({ path }) => path);
  }

  /** The jobs that the marks of the parts name. */
  get jobs(): Set<string> {
    const marks = [...this.#parts.values()].map(({ facts }) => facts.marked?.mark.job ?? null);
    return new Set(marks.filter((job) => job !== null));
  }

  /** Head of the image. There must be a part. */
  get head(): PngHead {
    return this.#joined.head;
  }

  /** The rows of the known part that begins in this row. */
  rowsFrom(first: number): Rows | null {
    return this.#parts.get(first)?.rows ?? null;
  }

  /**
   * Adds a part, in place of the one that begins in the same row.
   * @throws TdError that names the path, when it cannot be a part of this image
   */
  add(rows: Rows, path: string, facts: PartFacts): void {
    const { height, width } = this.#options;
    const [anyPart] = this.#parts.values();
    const part = { rows, path, facts };
    refuseMisfit(part, { height, width: width ?? anyPart?.facts.head.header.width });
    const before = this.#parts.get(rows.first);
    this.#parts.set(rows.first, part);
    this.#joined.add(part);
    if (!before) return;
    this.#joined.remove(before);
    if (!this.#inFile.delete(before)) return;
    if (before.path === path) this.#inFile.add(part);
    else this.#isStale = true;
  }

  /** Removes the part with these rows, if there is one. */
  remove(rows: Rows): void {
    const part = this.#parts.get(rows.first);
    if (!part || !sameRows(part.rows, rows)) return;
    this.#parts.delete(rows.first);
    this.#joined.remove(part);
    if (this.#inFile.delete(part)) this.#isStale = true;
  }

  /**
   * Writes the next part, if all rows above it are written.
   * @returns its rows, and what is wrong with it; null when there is no such part yet
   * @throws TdError when the output cannot be written; the signal's reason
   */
  async writeNext(): Promise<{ rows: Rows; fault: TdError | null } | null> {
    while (this.#parts.has(1) && (this.#isStale || this.#head !== this.#joined.head)) await this.#writeHead();
    const part = this.#parts.has(1) ? this.#parts.get(this.#written + 1) : undefined;
    if (!part) return null;
    const { rows, path } = part;
    const size = this.#file.size;
    this.#inFile.add(part);
    try {
      await this.#writePart(part);
      return { rows, fault: null };
    } catch (error) {
      this.#inFile.delete(part);
      await this.#file.rewind(size);
      if (!(error instanceof TdError) || error.path !== path) throw error;
      // What is wrong with a part that was removed or replaced meanwhile does not matter.
      return { rows, fault: this.#parts.get(rows.first) === part ? error : null };
    }
  }

  /** Writes the end, once all rows are written. @throws TdError for parts whose colours contradict each other */
  async finish(): Promise<void> {
    refuseContradictions(this.#sorted());
    const end = [encodeChunk('IDAT', zlibTrailer(this.#adler)), encodeChunk('IEND')];
    await this.#file.append(Buffer.concat(end));
  }

  /** Starts the file again with the head of the image, unless it begins so already. */
  async #writeHead(): Promise<void> {
    const { target } = this.#options;
    const head = this.#joined.head;
    const encoded = encodeHead(headForTarget(head, target));
    checkHolds(target.format, head);
    this.#head = head;
    if (!this.#isStale && encoded.equals(this.#encodedHead)) return;
    this.#encodedHead = encoded;
    this.#isStale = false;
    this.#inFile.clear();
    this.#written = 0;
    this.#adler = 1;
    await this.#file.rewind(0);
    await this.#file.append(Buffer.concat([encoded, encodeChunk('IDAT', zlibHeader)]));
  }

  async #writePart(known: KnownPart): Promise<void> {
    const { trustedJob, signal } = this.#options;
    const write = async (bytes: Uint8Array): Promise<void> => {
      signal.throwIfAborted();
      await this.#file.append(bytes);
    };
    const target = { head: this.#head!, trustedJob, buffers: this.#buffers, write };
    const body = await withPart(known.path, this.#options, (part) => writeBody(part, known, target));
    this.#adler = combineAdler32(this.#adler, body.adler, body.inflatedBytes);
    this.#written = known.rows.last;
  }

  #sorted(): KnownPart[] {
    return [...this.#parts.values()].sort(byRows);
  }
}
