import { type FileStamp, stampOf } from './file-stamp.ts';
import { changedError, checkContent, type KnownFile } from './known-file.ts';

/** A file of a job, and its stamp when its content was known. */
export interface StampedFile extends KnownFile {
  readonly stamp: FileStamp;
}

/** Notices on the master that a file that a job reads has another content than when the job began. */
export class ReadsWatch {
  readonly #files: readonly KnownFile[];
  /** By path. */
  readonly #stamps: Map<string, FileStamp>;
  #current: Promise<void> = Promise.resolve();
  /** The look that has not begun. */
  #next: Promise<void> | null = null;

  constructor(files: readonly StampedFile[]) {
    this.#files = files;
    this.#stamps = new Map(files.map(({ path, stamp }) => [path, stamp]));
  }

  /**
   * Looks at all files once after the call. Calls that come while it looks share the next look.
   * @throws TdError E_CHANGED that names a file
   */
  check(): Promise<void> {
    if (this.#next !== null) return this.#next;
    const next = this.#current
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        this.#current = this.#look();
        return this.#current;
      });
    this.#next = next;
    return next;
  }

  async #look(): Promise<void> {
    for (const file of this.#files) await this.#lookAt(file);
  }

  async #lookAt(file: KnownFile): Promise<void> {
    const before = this.#stamps.get(file.path)!;
    const now = await stampOf(file.path);
    if (now === null) throw changedError(file.path, 'is gone');
    if (now.local === before.local && !before.isYoung) return;
    await checkContent(file);
    this.#stamps.set(file.path, now);
  }
}
