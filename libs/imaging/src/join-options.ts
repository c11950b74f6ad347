import type { Writable } from 'node:stream';

/** What composing bands and composing parts have in common. */
export interface JoinOptions {
  /** A path, whose extension says the format; or a stream, which gets a PNG once everything is right. */
  readonly output: string | Writable;
  /** The job whose parts are copied without being inflated. Parts of other jobs are inflated and checked. */
  readonly job?: string | null;
  /** Inflate and check every part. */
  readonly verify?: boolean;
  /**
   * Bring the image to the disk before it appears under its name; default true. Needed where the parts are removed
   * afterwards: otherwise a power cut can take the image when they are gone.
   */
  readonly durable?: boolean;
}

export interface Composed {
  readonly width: number;
  readonly height: number;
  /** Bytes of the PNG. */
  readonly bytes: number;
  /** Paths of the parts, in row order. */
  readonly parts: string[];
  /** The jobs that the marks of the parts name. */
  readonly jobs: ReadonlySet<string>;
}
