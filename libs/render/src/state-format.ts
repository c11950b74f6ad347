/** How a renderer's state file, its record of the blocks that it has finished, is read. */
export interface StateFormat {
  reader(): StateReader;
}

/** Reads a state file that may still grow. Keeps no pixels. */
export interface StateReader {
  /** Takes the next bytes of the file. After a damaged record, it reads no further. */
  write(chunk: Uint8Array): void;
  /** The finished blocks, in the order of the file. A record that is not yet whole is not in it. */
  readonly blocks: readonly StateBlock[];
  /** Length of the file's head and all whole records. */
  readonly length: number;
  /** Whether everything so far was right; a record may be torn at the end. */
  readonly isSound: boolean;
}

/** A finished block: a rectangle of pixels, 0-based and inclusive, in the whole image. */
export interface StateBlock {
  /** Its number in the rendered region, row by row from 0 on. */
  readonly id: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Where its record is in the file, in bytes. */
  readonly record: { readonly offset: number; readonly length: number };
}
