import type { StateBlock } from './state-format.ts';

/** How a machine runs a renderer. The pixels do not depend on it. */
export interface RunChoices {
  /**
   * The finished blocks that are in the state file which lies in the renderer's folder; none = there is no such file yet. The
   * renderer continues the file, and writes the image to a file, too. null = no state file, and the image goes to stdout.
   */
  readonly given: readonly StateBlock[] | null;
  /** Number of threads, unless the user sets one; null = the renderer's default. */
  readonly threads: number | null;
  /** Memory for the image, unless the user sets it; null = the renderer's default. */
  readonly imageMegabytes: number | null;
  /** Variables besides those of the environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface OutputFiles {
  readonly image: string;
  /** The renderer removes it when it has written the image. */
  readonly state: string;
}
