import type { OutputFiles } from './run-choices.ts';

/** A renderer runs in a new, empty folder, because scenes write files into the folder that it runs in. */
export interface RenderCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables besides those of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What to put into its folder first. */
  readonly contents: FolderContents;
  /** Names of what it writes into its folder; null = nothing, and the image goes to stdout. */
  readonly output: OutputFiles | null;
  /** Threads with which it renders; null = its default. */
  readonly threads: number | null;
  /** Path of a file that it leaves when it is killed, without the number of its process, which follows; null = none. */
  readonly leftover: string | null;
}

/** Names are relative to the folder that a renderer runs in. */
export interface FolderContents {
  readonly folders: readonly string[];
  /** Texts by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Files to copy: absolute paths by name. */
  readonly copies: Readonly<Record<string, string>>;
  /** Symbolic links: absolute paths by name. */
  readonly links: Readonly<Record<string, string>>;
}
