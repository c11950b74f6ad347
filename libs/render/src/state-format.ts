import type { Rendering, RenderRequest, Surroundings } from './renderer.ts';

/** How a renderer's state file, its record of the blocks that it has finished, is read. */
export interface StateFormat {
  reader(): StateReader;
  /** What the file begins with. */
  readonly head: Buffer;
  /** The same record, with another number for its block. @param record bytes of a sound record */
  renumbered(record: Buffer, id: number): Buffer;
  /**
   * The pixels of a block, row by row, in the memory of its record: red, green, blue, filter and transmit, linear, each a float,
   * big endian. @param record bytes of a sound record
   */
  pixels(record: Buffer): Buffer | null;
  /** The settings that options stand for, with those of INI files. */
  settings(
    options: readonly string[],
    surroundings: Surroundings,
  ): readonly (readonly [name: string, value: string])[];
  /**
   * A scene whose image shows which values in a state file become which samples of the image; null = the samples depend on more
   * than that, or on what cannot be known here.
   */
  transferTest(
    asked: Pick<RenderRequest, 'scene' | 'options' | 'run'>,
    surroundings: Surroundings,
  ): TransferFunctionTest | null;
  /** Whether a later run with the same blocks gives the same pixels: not for scenes that keep more in mind than pixels. */
  canContinue(asked: Pick<RenderRequest, 'scene' | 'options'>, surroundings: Surroundings): boolean;
}

export interface TransferFunctionTest {
  /** The scene. */
  readonly text: string;
  readonly width: number;
  readonly height: number;
  /** Options behind those of the user. */
  readonly options: readonly string[];
  /** Whether the messages of a run say that its samples come from the values as those of the test do; false until it has read the scene. */
  appliesTo(rendering: Rendering): boolean;
  /** A text that the image holds, as it would be in one that is made now. @param text keyword, NUL, and text */
  withPresentDate(text: string): string;
}

/** Reads a state file that may still grow. Keeps no pixels. */
export interface StateReader {
  /** Takes the next bytes of the file. After a damaged record, it reads no further. */
  write(chunk: Uint8Array): void;
  /** How many of the next bytes it need not see: `pass` them, as far as the file has them. */
  readonly passable: number;
  pass(bytes: number): void;
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

export function pixelsOf({ left, top, right, bottom }: StateBlock): number {
  return (right - left + 1) * (bottom - top + 1);
}
