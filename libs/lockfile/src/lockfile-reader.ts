import { constants } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorMessage, TdError, errorCode } from '@task-distributor/band';
import { type FileIdentity, identityOf, isSameFile } from './file-identity.ts';
import { isNetworkFileSystem } from './is-network-file-system.ts';
import { type LockfileLine, longestLine, parseLockfileLine } from './lockfile-line.ts';
import { openRegularFile } from './open-regular-file.ts';

export interface NewLines {
  readonly lines: LockfileLine[];
  /** The file is another one than before: what was known from the old one is void. */
  readonly isNewFile: boolean;
}

/**
 * Reads a lockfile that grows, each time only what is new. It does not rely on file events, which a network file
 * system does not send, and opens the file anew each time; there, where that can be had, past this machine's caches,
 * which are up to a second old. A line counts once its newline is there.
 */
export class LockfileReader {
  readonly #path: string;
  #file: FileIdentity | null = null;
  /** Where the first line starts that is not yet complete. */
  #offset = 0;
  /** In the middle of a line that is too long to be one. */
  #skipping = false;
  #failingSince: number | null = null;
  /** Whether it is read past the caches (open(2), O_DIRECT); null = not tried yet. */
  #isDirect: boolean | null = null;

  constructor(lockfile: string) {
    this.#path = lockfile;
  }

  /**
   * No lockfile is no lines: it may come yet.
   * @throws TdError when the folder is not there, when it cannot be read, or is larger than any lockfile
   */
  async read(): Promise<NewLines> {
    try {
      const lines = await this.#readNew();
      this.#failingSince = null;
      return lines;
    } catch (error) {
      if (error instanceof TdError) throw error;
      if (errorCode(error) === 'ENOENT') return this.#missing();
      if (!passing.includes(errorCode(error))) throw this.#unreadable(error);
      this.#failingSince ??= performance.now();
      if (performance.now() - this.#failingSince > longestFailure) throw this.#unreadable(error);
      return { lines: [], isNewFile: false };
    }
  }

  async #readNew(): Promise<NewLines> {
    const handle = await this.#open();
    try {
      const stats = await handle.stat({ bigint: true });
      const isNewFile = this.#startOver(identityOf(stats), Number(stats.size));
      const lines: LockfileLine[] = [];
      const buffer = Buffer.allocUnsafe(chunkSize);
      let kept = 0;
      for (;;) {
        const came = await this.#readAt(handle, this.#offset + kept, chunkSize - kept);
        if (came.length === 0) break;
        came.copy(buffer, kept);
        const filled = buffer.subarray(0, kept + came.length);
        const used = this.#takeLines(filled, lines);
        this.#offset += used;
        if (this.#offset > largestLockfile) {
          throw new TdError(
            `${this.#path}: Expected a lockfile of at most ${largestLockfile} bytes, got more`,
            {
              path: this.#path,
            },
          );
        }
        kept = filled.copy(buffer, 0, used);
      }
      return { lines, isNewFile };
    } finally {
      await handle.close();
    }
  }

  async #open(): Promise<FileHandle> {
    if (this.#isDirect === null && !(await isNetworkFileSystem(dirname(this.#path)))) this.#isDirect = false;
    if (this.#isDirect === false) return openRegularFile(this.#path);
    try {
      const handle = await openRegularFile(this.#path, constants.O_RDONLY | constants.O_DIRECT);
      if (this.#isDirect === true) return handle;
      try {
        await handle.read(Buffer.allocUnsafe(blockSize), 0, blockSize, 0);
        this.#isDirect = true;
        return handle;
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      if (errorCode(error) !== 'EINVAL') throw error;
      this.#isDirect = false;
      return openRegularFile(this.#path);
    }
  }

  /** What stands in the file from `position` on, `length` bytes at the most. */
  async #readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
    // Past the caches, only whole blocks can be read.
    const before = this.#isDirect ? position % blockSize : 0;
    const wanted = this.#isDirect ? chunkSize : length;
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position - before);
    return buffer.subarray(before, Math.max(before, Math.min(bytesRead, before + length)));
  }

  /** Notes which file it is; whether it is another than before, and then from its start. */
  #startOver(file: FileIdentity, size: number): boolean {
    const before = this.#file;
    this.#file = file;
    if (before !== null && isSameFile(before, file) && size >= this.#offset) return false;
    this.#offset = 0;
    this.#skipping = false;
    return before !== null;
  }

  /** Appends the complete lines to `lines`. @returns the bytes that need not be read again */
  #takeLines(bytes: Buffer, lines: LockfileLine[]): number {
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const line =
        this.#skipping || end - start > longestLine
          ? null
          : parseLockfileLine(bytes.toString('utf8', start, end));
      if (line !== null) lines.push(line);
      this.#skipping = false;
      start = end + 1;
    }
    if (!this.#skipping && bytes.length - start <= longestLine) return start;
    this.#skipping = true;
    return bytes.length;
  }

  async #missing(): Promise<NewLines> {
    const folder = dirname(this.#path);
    try {
      await stat(folder);
    } catch (cause) {
      throw new TdError(`${folder}: ${errorMessage(cause)}: Expected the job folder`, {
        cause,
        path: folder,
      });
    }
    // Whatever comes under this name now is another file, even where it gets the old one's number.
    if (this.#file !== null) this.#file = { ino: 'removed', born: '' };
    return { lines: [], isNewFile: false };
  }

  #unreadable(cause: unknown): TdError {
    return new TdError(`${this.#path}: ${errorMessage(cause)}`, { cause, path: this.#path });
  }
}

/** What a network file system says when it has a bad moment. */
const passing = ['ESTALE', 'EIO', 'ENOTCONN', 'ETIMEDOUT', 'EAGAIN', 'EBUSY', 'EINTR', 'EMFILE', 'ENFILE'];
const longestFailure = 10_000;
const newline = 0x0a;
const chunkSize = 65_536;
const blockSize = 4096;
/** A million lines. */
const largestLockfile = 64 * 1024 * 1024;
