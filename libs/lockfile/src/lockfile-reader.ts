import { type FileHandle, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, errorMessage, TdError } from '@task-distributor/band';
import { type FileIdentity, hasNumber, identityOf, isSameFile, lastingIdentity } from './file-identity.ts';
import { lineInBytes } from './line-in-bytes.ts';
import { type LockfileLine, longestLine } from './lockfile-line.ts';
import { SeenContent } from './seen-content.ts';
import { blockSize, UncachedFile } from './uncached-file.ts';

export interface LineSink {
  takeLine(line: LockfileLine): void;
  /** The lockfile is another file than before: the lines taken so far do not count any more. */
  forgetLines(): void;
}

/**
 * Reads a lockfile that grows, each time only what is new, in constant memory. It does not rely on file events, which a
 * network file system does not send, and opens the file each time. A line counts once its newline is there.
 * Call `read` again only when the last call has ended.
 */
export class LockfileReader {
  readonly #path: string;
  readonly #file: UncachedFile;
  readonly #buffer = Buffer.allocUnsafe(chunkSize);
  #identity: FileIdentity | null = null;
  /** Where the identity has no number. */
  #seen = new SeenContent();
  /** There was a lockfile, and then there was none. */
  #isGone = false;
  /** Where the first line starts that has not been taken. */
  #offset = 0;
  /** `offset` is in the middle of a line that is too long to be one. */
  #skipping = false;
  #failingSince: number | null = null;

  constructor(lockfile: string) {
    this.#path = lockfile;
    this.#file = new UncachedFile(lockfile);
  }

  /**
   * Gives the sink the new lines. When there is no lockfile, there are no lines: it may come yet.
   * @returns whether all lines have been read; not if the file system has failed for a moment
   * @throws TdError when the folder does not exist, or the lockfile cannot be read or is larger than any lockfile
   */
  async read(sink: LineSink): Promise<boolean> {
    try {
      await this.#readNew(sink);
    } catch (error) {
      if (error instanceof TdError) throw error;
      if (errorCode(error) !== 'ENOENT') return this.#noteFailure(error);
      await this.#noteMissing();
    }
    this.#failingSince = null;
    return true;
  }

  #noteFailure(error: unknown): false {
    if (!transient.includes(errorCode(error))) throw this.#unreadable(error);
    this.#failingSince ??= performance.now();
    if (performance.now() - this.#failingSince > longestFailureMs) throw this.#unreadable(error);
    return false;
  }

  async #readNew(sink: LineSink): Promise<void> {
    if (await this.#isUnchanged()) return;
    await this.#file.use((handle) => this.#readFrom(handle, sink));
  }

  async #readFrom(handle: FileHandle, sink: LineSink): Promise<void> {
    if (await this.#isAnother(handle)) sink.forgetLines();
    for (;;) {
      const used = this.#takeLines(await this.#readChunk(handle), sink);
      if (used === 0) return;
      this.#offset += used;
      if (this.#offset <= largestLockfile) continue;
      throw new TdError(`${this.#path}: Expected a lockfile of at most ${largestLockfile} bytes, got more`, {
        path: this.#path,
      });
    }
  }

  /** Saves opening a file that has nothing new, which is what it has nearly every time. */
  async #isUnchanged(): Promise<boolean> {
    if (this.#identity === null || !hasNumber(this.#identity)) return false;
    const stats = await this.#file.stat();
    return (
      stats !== null &&
      stats.isFile() &&
      isSameFile(this.#identity, identityOf(stats)) &&
      Number(stats.size) === this.#offset
    );
  }

  /** What is in the file from `offset` on, one chunk at most. */
  async #readChunk(handle: FileHandle): Promise<Buffer> {
    const before = this.#offset % blockSize;
    const { bytesRead } = await handle.read(this.#buffer, 0, chunkSize, this.#offset - before);
    return this.#buffer.subarray(before, Math.max(before, bytesRead));
  }

  /** Notes which file it is. @returns whether it is another one than before, to be read from its start */
  async #isAnother(handle: FileHandle): Promise<boolean> {
    const stats = await handle.stat({ bigint: true });
    const size = Number(stats.size);
    const before = this.#identity;
    const identity = await lastingIdentity(this.#path, stats);
    const mayBeSame =
      before !== null && !this.#isGone && isSameFile(before, identity) && size >= this.#offset;
    if (mayBeSame && (hasNumber(identity) || (await this.#seen.isIn(handle, size)))) return false;
    const seen = new SeenContent();
    if (!hasNumber(identity)) await seen.isIn(handle, size);
    this.#seen = seen;
    this.#identity = identity;
    this.#isGone = false;
    this.#offset = 0;
    this.#skipping = false;
    return before !== null;
  }

  /** Gives the sink the complete lines. @returns how many bytes need not be read again */
  #takeLines(bytes: Buffer, sink: LineSink): number {
    let start = 0;
    const hasNuls = bytes.includes(0);
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const line = this.#skipping ? null : lineInBytes(bytes, { start, end, hasNuls });
      if (line !== null) sink.takeLine(line);
      this.#skipping = false;
      start = end + 1;
    }
    if (!this.#skipping) {
      if (bytes.length - start <= longestLine) return start;
      const rest = bytes.lastIndexOf(0) + 1;
      if (bytes.length - rest <= longestLine) return rest;
    }
    this.#skipping = true;
    return bytes.length;
  }

  async #noteMissing(): Promise<void> {
    const folder = dirname(this.#path);
    try {
      await stat(folder);
    } catch (cause) {
      throw new TdError(`${folder}: ${errorMessage(cause)}: Expected the job folder`, {
        cause,
        path: folder,
      });
    }
    // A lockfile that appears now is another file, even if it gets the inode number of the old one.
    this.#isGone = this.#identity !== null;
  }

  #unreadable(cause: unknown): TdError {
    return new TdError(`${this.#path}: ${errorMessage(cause)}`, { cause, path: this.#path });
  }
}

/** What a network file system returns when it fails for a moment. */
const transient = ['ESTALE', 'EIO', 'ENOTCONN', 'ETIMEDOUT', 'EAGAIN', 'EBUSY', 'EINTR', 'EMFILE', 'ENFILE'];
const longestFailureMs = 10_000;
const newline = 0x0a;
const chunkSize = 65_536;
/** A million lines. */
const largestLockfile = 64 * 1024 * 1024;
