import { createHash } from 'node:crypto';

/**
 * Makes the hash of a package: SHA-256 of all folders and files in the package's order, each with its name, each file with its size and
 * content; the first 32 hexadecimal digits.
 */
export class PackageHash {
  readonly #hash = createHash('sha256');

  folder(path: string): void {
    this.#hash.update(`${path}/\0`);
  }

  /** A file, whose content follows. */
  file(path: string, bytes: number): void {
    this.#hash.update(`${path}\0${bytes}\0`);
  }

  content(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  digest(): string {
    return this.#hash.digest('hex').slice(0, 32);
  }
}
