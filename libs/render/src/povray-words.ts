import { basename, dirname } from 'node:path';
import { type Rows, TdError } from '@task-distributor/band';

/**
 * POV-Ray's command line for a region of an image. What must hold comes last: POV-Ray takes the last word.
 * @param region rows to render; null = all
 */
export function povrayWords(
  request: { scene: string; width: number; height: number; format: string; options: readonly string[] },
  region: Rows | null,
): string[] {
  const { scene, width, height, format, options } = request;
  return [
    format,
    ...options,
    `+L${quotePath(dirname(scene))}`,
    `+I${quotePath(povrayFolder(scene) === undefined ? scene : basename(scene))}`,
    `+W${width}`,
    `+H${height}`,
    ...(region === null ? [] : [`+SR${region.first}`, `+ER${region.last}`]),
    // To stdout, without display, pause and continued trace, all messages to stderr, with progress.
    ...['+O-', '-D', '-P', '-C', '+GA', '+V'],
  ];
}

/**
 * The folder to run POV-Ray in where it can only open the scene from there: it takes no path that is not plain ASCII.
 * @throws TdError when the file's own name is not
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
 * POV-Ray splits its words once more, at spaces, and takes quotes of either kind; there is no escaping.
 * @throws TdError for a path with quotes of both kinds, which POV-Ray cannot be told
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
