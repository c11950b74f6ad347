import type { Surroundings } from './renderer.ts';

/** What a renderer knows of scenes. */
export interface Scenes {
  /** Path of the scene that the original's master renders; null = the original has none for this renderer. */
  readonly original: string | null;
  /**
   * The files of this machine that a render reads, as far as they can be known without rendering. Those that are missing are left
   * out. Each comes once, or twice if only its second use shows that it has a text.
   * @param scene path of the scene file
   */
  filesOf(scene: string, options: readonly string[], surroundings: Surroundings): Iterable<ReadFile>;
  /** Whether it may read files that `filesOf` does not know, because it computes their names. */
  computesNames(scene: string, options: readonly string[], surroundings: Surroundings): boolean;
  /** Whether options name files by paths that mean something else in another working folder. */
  haveRelativeNames(options: readonly string[], surroundings: Surroundings): boolean;
  /**
   * What a host needs that sees none of this machine's files.
   * @throws InputError for options that a render on such a host cannot follow
   */
  needsOf(scene: string, options: readonly string[], surroundings: Surroundings): SceneNeeds;
  /** Files that every render of the scene opens, as far as that can be known, and that are not here. Hosts may have them. */
  missingOf(scene: string, options: readonly string[], surroundings: Surroundings): readonly MissingFile[];
}

export interface SceneNeeds {
  /**
   * Paths of those of `filesOf` that its run opens there, and of files that it gets into its folder. Options come with the
   * command, so files of options are not needed.
   */
  readonly files: readonly string[];
  /** Absolute paths of the folders in which the renderer looks for files; some may not exist. */
  readonly folders: readonly string[];
  /** The places in the scene, and in what it includes, that name a file by an absolute path, or where its path has `..`. */
  readonly names: readonly NamedFile[];
}

/** A file, and one of its names. */
export interface NamedFile {
  /** Absolute. It has `..` only if a link before that makes the path another one without. */
  readonly path: string;
  /** The path that the renderer opens: the folder, and the name as it is. */
  readonly opened: string;
  readonly name: string;
  /** The text with the name; null = an option. */
  readonly place: { readonly path: string; readonly line: number } | null;
}

/** The name of a file that is not there, and the text with the name. */
export interface MissingFile {
  readonly name: string;
  readonly place: { readonly path: string; readonly line: number };
}

/** A file that a render reads. */
export interface ReadFile {
  /** Absolute path. */
  readonly path: string;
  /** Its content, if it has a text in the scene's language; null = another file, or one that cannot be read. */
  readonly text: Uint8Array | null;
}
