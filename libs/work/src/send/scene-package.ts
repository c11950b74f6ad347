/** The files of a scene, as they are sent to a host. There, each lies below one folder, at its path on this machine. */
export interface ScenePackage {
  /** Of all names and contents: 32 hexadecimal digits. */
  readonly hash: string;
  readonly files: readonly PackedFile[];
  /** Folders that must exist although they may have no file in the package: absolute paths on this machine. */
  readonly folders: readonly string[];
  /** Sum of the sizes of the files. */
  readonly bytes: number;
}

export interface PackedFile {
  /** Absolute path on this machine, without symbolic links' targets: the name by which the scene's reader opens it. */
  readonly path: string;
  readonly bytes: number;
}

/** Where a path of this machine lies on a host. @param folder of the package on the host, absolute */
export function pathInPackage(folder: string, path: string): string {
  return `${folder}${path}`;
}

/** What a host has said about files of a package, with their names on this machine. */
export function withPathsHere(text: string): string {
  return text.replace(/\/[^'"\n]*?task-distributor(-\d+)?\/scenes\/[0-9a-f]{32}(?=\/)/g, '');
}
