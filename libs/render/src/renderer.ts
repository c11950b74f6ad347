import type { Rows, TdError } from '@task-distributor/band';
import type { BlockLayout, Columns } from './block-layout.ts';
import type { RenderCommand } from './render-command.ts';
import type { RunChoices } from './run-choices.ts';
import type { Scenes } from './scenes.ts';
import type { StateFormat } from './state-format.ts';

/** A program that renders images. Describes its runs, reads their messages, and judges the results. Starts nothing. */
export interface Renderer {
  readonly name: string;
  readonly scenes: Scenes;
  readonly host: HostNeeds;
  /**
   * @param filesAreHere whether a file that is missing on this machine is missing on every host
   * @throws InputError for options of the user that cannot give the right image, with the word or the place in a file, and
   *   for a scene whose name the renderer cannot use
   */
  refuse(
    asked: Pick<RenderRequest, 'scene' | 'options'>,
    surroundings: Surroundings,
    filesAreHere: boolean,
  ): void;
  readonly cuts: CutRules;
  /** The samples of the image that the options ask for. */
  samples(options: readonly string[], surroundings: Surroundings): SampleTraits;
  /** The files in which it records finished blocks; null = it keeps none. */
  readonly states: StateFormat | null;
  /**
   * @param columns of the image, at the grid of its blocks; default: all
   * @throws TdError for a scene that cannot be rendered
   */
  render(request: RenderRequest, surroundings: Surroundings, columns?: Columns): Rendering;
}

/** What it needs of a host. */
export interface HostNeeds {
  /** The workers' option that names its program: `--povray`. */
  readonly programOption: string;
  /**
   * The program to run on this machine.
   * @param asked the program that the user names; undefined = the default
   * @throws TdError E_NO_RENDERER if there is none
   */
  find(asked: string | undefined, env: NodeJS.ProcessEnv): string;
  /**
   * Names and paths of the program on another host: the first one that is there.
   * @param asked the program that the user names; null = the default
   */
  programs(asked: string | null): readonly string[];
  /** Where it looks for its default options on another host, in this order; `~` = the user's home. */
  readonly optionFiles: readonly string[];
  /** Why a host without any of these programs cannot render, and what to do. */
  whyMissing(asked: string | null): string;
  readonly check: HostCheck;
  /** Its processes and threads on a machine with so many processors. */
  tasksOn(processors: number): number;
  /** What the user can do where hosts fail with this code, for the end of a message; null = the message says it. */
  adviceOn(code: string): string | null;
}

/** What a check of a host needs to know of it. */
export interface HostCheck {
  /** The words after its name with which it says its version. */
  readonly versionWords: readonly string[];
  /** A basic regular expression for the line with the version. */
  readonly versionLine: string;
  /** The version in that line; null = there is none. */
  versionIn(line: string): string | null;
  /** Installs it on Debian, as root. */
  readonly installCommand: string;
}

/** What cutting an image into bands means for it. */
export interface CutRules {
  /** Why the options need the whole image in one band; null = it can be cut. */
  whyNot(options: readonly string[], surroundings: Surroundings): string | null;
  /** Number of rows of the blocks that it renders one after the other. */
  blockRows(options: readonly string[], surroundings: Surroundings): number;
  /**
   * What in a scene, or in what it includes, can make bands differ from the uncut image: the first place of each cause. None
   * for a scene that does not exist on this machine.
   * @param scene path of the scene file
   */
  whyInexact(scene: string, options: readonly string[], surroundings: Surroundings): readonly InexactPlace[];
  /**
   * The height of the rows of blocks that the renderer renders together: a cut between two of them saves rendering rows twice.
   * 1 = it renders any rows alone.
   */
  grid(options: readonly string[], surroundings: Surroundings): number;
  /**
   * A run that tells what the rows of an image cost: it renders one small block after the other, and keeps a state file.
   * @param request a small copy of the image; its rows are all rows
   */
  probe(request: RenderRequest, surroundings: Surroundings): Rendering;
}

export interface InexactPlace {
  /** What it is, for the user: `radiosity`. */
  readonly cause: string;
  /** Absolute path of the file. */
  readonly path: string;
  readonly line: number;
}

export interface SampleTraits {
  /** Bits per sample. */
  readonly depth: number;
  readonly alpha: boolean;
}

/** What options depend on besides themselves. */
export interface Surroundings {
  /** The folder that relative names refer to. */
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
  /** The user's options; checked by `refuse`. */
  readonly options: readonly string[];
  /** Default: the image goes to stdout, and the rest is as the user has it. */
  readonly run?: RunChoices;
}

/** One run of a renderer for a band. It writes the whole image as PNG to stdout or to a file, and its messages to stderr. */
export interface Rendering {
  readonly command: RenderCommand;
  /** What it renders: the rows of the band, and others that they depend on. */
  readonly blocks: BlockLayout;
  /** Reads a piece of the renderer's stderr. */
  read(chunk: Uint8Array): void;
  /** Call it at the end of stderr. */
  readEnd(): void;
  readonly progress: RenderProgress;
  /** Whether it has reported that the whole region is rendered; the program itself may still be running. */
  readonly isRendered: boolean;
  /**
   * Whether its messages show that it renders the right region: first `undecided`, then `right` or the rendering that must
   * run instead.
   */
  readonly verdict: 'undecided' | 'right' | Rendering;
  /** Why the render failed; null = the whole region is rendered. An exit code of 0 alone proves nothing. */
  judge(end: RenderEnd): TdError | null;
}

export interface RenderProgress {
  /** Pixels of the region, with those that were given; 0 of 0 before the first report. */
  readonly done: number;
  readonly total: number;
  /** As the renderer reports them at its end; null = not reported. */
  readonly parseSeconds: number | null;
  readonly traceSeconds: number | null;
  /** The processor time of tracing. */
  readonly traceCpuSeconds: number | null;
}

export interface RenderEnd {
  readonly exitCode: number | undefined;
  /** The signal that ended it, if any. */
  readonly signal: string | undefined;
  /** The error if it could not be started. */
  readonly cause: unknown;
}
