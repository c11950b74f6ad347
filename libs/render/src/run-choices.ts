import type { Rendering } from './renderer.ts';
import type { StateBlock } from './state-format.ts';

/** How a machine runs a renderer. The pixels do not depend on it. */
export interface RunChoices {
  /** An earlier rendering of the same scene with the same options: what they need is not looked for again, which takes a slow host long. */
  readonly like?: Rendering;
  /**
   * The finished blocks that are in the state file which lies in the renderer's folder; none = there is no such file yet. The
   * renderer continues the file, and writes the image to a file, too. `unknown` = the file is on another host, and nobody has
   * read it. null = no state file, and the image goes to stdout.
   */
  readonly given: readonly StateBlock[] | 'unknown' | null;
  /** Number of threads, unless the user sets one; null = the renderer's default. */
  readonly threads: number | null;
  /** Memory for the image, unless the user sets it; null = the renderer's default. */
  readonly imageMegabytes: number | null;
  /** Variables besides those of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The host that renders in place of this machine, which only describes the run. Default: this machine renders. */
  readonly elsewhere?: OtherHost;
}

/** A host that sees none of this machine's files, but has copies of those that a render reads. */
export interface OtherHost {
  /** What a path of this machine is called there. @param path absolute */
  pathOnHost(path: string): string;
  /**
   * The renderer's default file of options there, for its path. It is used where this machine has none. null = the renderer
   * looks for it.
   */
  readonly defaultOptions: string | null;
}

export interface OutputFiles {
  readonly image: string;
  /** The renderer removes it when it has written the image. */
  readonly state: string;
}
