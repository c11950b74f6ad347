import { InputError, type Rows } from '@task-distributor/band';

/** The eleven arguments of the original's command line. */
export interface JobArguments {
  scene: string;
  /** Output format switch: `+FN`. */
  format: string;
  width: number;
  height: number;
  rows: Rows;
  folder: string;
  lockfile: string;
}

/**
 * Reads `N FOLDER/ FILE +FN +W800 +H600 +O/tmp/ +SR151 +ER300 JOB-FOLDER LOCKFILE`.
 * @throws InputError with the argument's position, the expected and the actual value
 */
export function parseJobArguments(words: readonly string[]): JobArguments {
  if (words.length !== 11) {
    const more = words.length > 11 ? "; the renderer's options go after --" : '';
    throw new InputError(
      `Expected the original worker's 11 arguments, or --scene, -x, -y, --rows and -p, got ${words.length} arguments${more}`,
    );
  }
  const [nodes, sceneFolder, sceneFile, format, width, height, , first, last, folder, lockfile] =
    words as string[] & {
      length: 11;
    };
  number(1, nodes!, '', 'number of nodes');
  if (sceneFile === '') throw new InputError('argument 3: Expected a scene file, got an empty word');
  if (!/^\+F(N.*)?$/i.test(format!))
    throw new InputError(`argument 4: Expected +FN (parts are PNG), got "${format}"`);
  const image = { width: number(5, width!, '+W', 'width'), height: number(6, height!, '+H', 'height') };
  const rows = { first: number(8, first!, '+SR', 'first row'), last: number(9, last!, '+ER', 'last row') };
  if (rows.first > rows.last || rows.last > image.height) {
    throw new InputError(
      `arguments 8 and 9: Expected rows within 1-${image.height}, got ${rows.first}-${rows.last}`,
    );
  }
  if (folder === '' || lockfile === '')
    throw new InputError('arguments 10 and 11: Expected job folder and lockfile, got an empty word');
  const scene =
    sceneFolder === '' || sceneFolder!.endsWith('/')
      ? sceneFolder! + sceneFile!
      : `${sceneFolder}/${sceneFile}`;
  return { scene, format: format!, ...image, rows, folder: folder!, lockfile: lockfile! };
}

function number(position: number, word: string, prefix: string, what: string): number {
  const digits = word.toUpperCase().startsWith(prefix) ? word.slice(prefix.length) : '';
  if (!/^0*[1-9]\d{0,8}$/.test(digits)) {
    throw new InputError(
      `argument ${position}: Expected ${prefix}${what} as a whole number from 1 on, got "${word}"`,
    );
  }
  return Number(digits);
}
