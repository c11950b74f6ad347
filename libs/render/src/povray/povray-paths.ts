import { basename } from 'node:path';
import { InputError } from '@task-distributor/band';

/**
 * Writes paths so that POV-Ray can read them. POV-Ray splits its words again at spaces, takes quotes of both kinds, and has no
 * escapes. It cannot open paths that are not plain ASCII: such a path gets a link in the folder that POV-Ray runs in.
 */
export class PovrayPaths {
  readonly links: Record<string, string> = {};
  readonly #onHost: (path: string) => string;

  /** @param onHost what a path of this machine is called where POV-Ray runs */
  constructor(onHost: (path: string) => string) {
    this.#onHost = onHost;
  }

  /**
   * @param path absolute
   * @param link name of the link, if the path needs one
   * @returns the path, quoted if necessary
   */
  quote(path: string, link: string): string {
    return quoted(this.unquoted(path, link));
  }

  /** For a variable of the environment, which POV-Ray does not split. */
  unquoted(path: string, link: string): string {
    return this.hostPath(this.#onHost(path), link);
  }

  /** Like `unquoted`. @param path of the machine where POV-Ray runs */
  hostPath(path: string, link: string): string {
    if (isPlain(path)) return path;
    this.links[link] = path;
    return link;
  }

  /**
   * A file in a folder.
   * @throws InputError for a name that POV-Ray cannot open
   */
  quoteFile(folder: string, name: string, link: string): string {
    return quoted(this.unquotedFile(folder, name, link));
  }

  /** For a setting in an INI file. @throws InputError as above */
  unquotedFile(folder: string, name: string, link: string): string {
    const onHost = this.#onHost(folder);
    if (isPlain(`${onHost}/${name}`)) return `${onHost}/${name}`;
    refuseName(`${folder}/${name}`);
    this.links[link] = onHost;
    return `${link}/${name}`;
  }
}

/** @throws InputError for a file that POV-Ray cannot open because of its name; that of its folder does not matter */
export function refuseName(path: string): void {
  const name = basename(path);
  if (!isPlain(name)) throw new InputError(`${path}: ${whyNot(name)}: rename it`, { path });
}

function isPlain(path: string): boolean {
  return /^[ -~]*$/.test(path) && !path.includes('\\') && !(path.includes('"') && path.includes("'"));
}

/** A path as a part of a word. */
export function quoted(path: string): string {
  if (/^[\w./+:@%,~-]+$/.test(path)) return path;
  const quote = path.includes('"') ? "'" : '"';
  return quote + path + quote;
}

function whyNot(name: string): string {
  if (name.includes('\\')) return 'POV-Ray cannot open a file with a backslash in its name';
  return /^[ -~]*$/.test(name)
    ? 'POV-Ray cannot open a file with both kinds of quotes in its name'
    : 'POV-Ray cannot open a file whose name is not plain ASCII';
}
