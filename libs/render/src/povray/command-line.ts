import { basename, dirname } from 'node:path';
import { type Rows, TdError } from '@task-distributor/band';
import type { RenderRequest } from '../renderer.ts';

/**
 * POV-Ray's arguments for a region of an image. What must not be changed comes last: of two words for the same thing
 * POV-Ray takes the last.
 * @param region rows to render
 * @throws TdError for a scene whose path POV-Ray cannot be given
 */
export function povrayArguments(
  { scene, width, height, format, options }: RenderRequest,
  region: Rows,
): string[] {
  return [
    format,
    ...options,
    `+L${quotePath(dirname(scene))}`,
    `+I${quotePath(povrayFolder(scene) === undefined ? scene : basename(scene))}`,
    `+W${width}`,
    `+H${height}`,
    // All columns: the values are set even where an INI file sets others.
    '+SC1',
    `+EC${width}`,
    `+SR${region.first}`,
    `+ER${region.last}`,
    // PNG, with the user's depth; no preview, which would replace pixels.
    '+FN',
    '+SP1',
    '+EP1',
    // To stdout; no display, no pause, no continued trace; all messages to stderr, with progress.
    '+O-',
    '-D',
    '-P',
    '-C',
    '+GA',
    '+V',
  ];
}

/**
 * The folder to run POV-Ray in, where it can only open the scene from there: it cannot open a path that is not plain
 * ASCII. undefined = any folder will do.
 * @throws TdError when the name of the file itself is not plain ASCII
 */
export function povrayFolder(scene: string): string | undefined {
  if (isAscii(scene)) return undefined;
  if (isAscii(basename(scene))) return dirname(scene);
  throw new TdError(`${scene}: POV-Ray cannot open a file whose name is not plain ASCII: rename it`, {
    code: 'E_SCENE_WRONG',
    path: scene,
  });
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/**
 * POV-Ray splits its arguments again at spaces, and takes quotes of both kinds; there is no escaping.
 * @throws TdError for a path that has both kinds of quotes in it
 */
function quotePath(path: string): string {
  if (path.includes('\\')) {
    throw new TdError(`${path}: POV-Ray cannot open a path with a backslash in it: rename it`, {
      code: 'E_SCENE_WRONG',
      path,
    });
  }
  if (!/[\s"'[\]=;#]/.test(path)) return path;
  const quote = path.includes('"') ? "'" : '"';
  if (!path.includes(quote)) return quote + path + quote;
  throw new TdError(`${path}: POV-Ray cannot open a path with both kinds of quotes in it: rename it`, {
    code: 'E_SCENE_WRONG',
    path,
  });
}
