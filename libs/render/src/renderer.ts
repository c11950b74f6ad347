import type { Rows, TdError } from '@task-distributor/band';

/** A program that renders images. Describes runs of it, reads what they say, and judges them; starts nothing. */
export interface Renderer {
  readonly name: string;
  /** The scene that the original's master renders, where it is installed; null = the original knows none. */
  readonly originalScene: string | null;
  /**
   * The program to run on this machine.
   * @param asked by the user; undefined = the default
   * @throws TdError E_NO_RENDERER when there is none
   */
  find(asked: string | undefined, env: NodeJS.ProcessEnv): string;
  /**
   * @param filesAreHere whether a file that is missing on this machine is missing on every host
   * @throws InputError for options that cannot give the right picture, with the word or the place in a file
   */
  refuse(options: readonly string[], surroundings: Surroundings, filesAreHere: boolean): void;
  /** Why the options need the whole image in one band; null = it can be cut. */
  whyNotCut(options: readonly string[], surroundings: Surroundings): string | null;
  /** The samples of the image that the options ask for. */
  samples(options: readonly string[], surroundings: Surroundings): SampleTraits;
  /** @throws TdError for a scene that cannot be rendered */
  render(request: RenderRequest, surroundings: Surroundings): Rendering;
}

export interface SampleTraits {
  /** Bits per sample. */
  readonly depth: number;
  readonly alpha: boolean;
}

/** What options depend on besides themselves. */
export interface Surroundings {
  /** The folder that relative names are meant from. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

export interface RenderRequest {
  /** The program, from `find`. */
  readonly program: string;
  /** Path of the scene file. */
  readonly scene: string;
  readonly width: number;
  readonly height: number;
  /** The band. */
  readonly rows: Rows;
  /** Output format switch of the original's command line: `+FN`. */
  readonly format: string;
  /** What a user adds; checked by `refuse`. */
  readonly options: readonly string[];
}

/** One run of a renderer for a band. It writes the whole image as PNG to stdout, and its messages to stderr. */
export interface Rendering {
  readonly command: RenderCommand;
  /** The rows that it renders: the band's, and what they need around them. */
  readonly region: Rows;
  /** Takes what the renderer has written to stderr. */
  read(chunk: Uint8Array): void;
  /** To be called at the end of stderr. */
  readEnd(): void;
  readonly progress: RenderProgress;
  /** It has said that all of the region is rendered, and so is the image, though the program may not have ended. */
  readonly isRendered: boolean;
  /**
   * Whether it renders the right region, as far as its messages tell: `undecided` until they do, then `right`, or the
   * rendering to run instead of this one.
   */
  readonly verdict: 'undecided' | 'right' | Rendering;
  /** Why the band is not rendered; null = all of the region is. An exit code of 0 alone proves nothing. */
  judge(end: RenderEnd): TdError | null;
}

/** A renderer is run in a new, empty folder of its own, since scenes write files into the folder that it is run in. */
export interface RenderCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables besides those of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Texts of files to be written into the folder before, by their names. */
  readonly files: Readonly<Record<string, string>>;
  /** Symbolic links to be made in the folder before: absolute paths, by their names. */
  readonly links: Readonly<Record<string, string>>;
}

export interface RenderProgress {
  /** Pixels, of the region; 0 of 0 before it has said anything. */
  readonly done: number;
  readonly total: number;
  /** As the renderer says them at its end; null = not said. */
  readonly parseSeconds: number | null;
  readonly traceSeconds: number | null;
}

export interface RenderEnd {
  readonly exitCode: number | undefined;
  /** The signal that ended it, where one did. */
  readonly signal: string | undefined;
  /** Why it could not be started, where it could not. */
  readonly cause: unknown;
}
