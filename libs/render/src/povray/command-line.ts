import { basename, dirname } from 'node:path';
import { type Rows, TdError } from '@task-distributor/band';
import type { RenderRequest } from '../renderer.ts';

/**
 * POV-Ray's arguments for a region of an image. Arguments that the user must not change come last, because POV-Ray uses the
 * last of two arguments for the same setting.
 * @param region rows to render; null = all
 * @throws TdError for a scene whose path cannot be passed to POV-Ray
 */
export function povrayArguments(
  { scene, width, height, format, options }: RenderRequest,
  region: Rows | null,
): string[] {
  return [
    format,
    ...options,
    `+L${quotePath(dirname(scene))}`,
    `+I${quotePath(povrayFolder(scene) === undefined ? scene : basename(scene))}`,
    `+W${width}`,
    `+H${height}`,
    ...(region === null ? [] : [`+SR${region.first}`, `+ER${region.last}`]),
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
 * The folder in which POV-Ray must run to open the scene, because it cannot open a path that is not plain ASCII.
 * undefined = any folder.
 * @throws TdError if the name of the file itself is not plain ASCII
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
 * POV-Ray splits its arguments again at spaces. It accepts both kinds of quotes, and has no escape character.
 * @throws TdError for a path that contains both kinds of quotes
 */
function quotePath(path: string): string {
  if (!/[\s"'[\]]/.test(path)) return path;
  const quote = path.includes('"') ? "'" : '"';
  if (!path.includes(quote)) return quote + path + quote;
  throw new TdError(`${path}: POV-Ray cannot open a path with both kinds of quotes in it: rename it`, {
    code: 'E_SCENE_WRONG',
    path,
  });
}
