import { formatRows, InputError } from '@task-distributor/band';
import { rendererHint, type SettingValues } from '@task-distributor/cli';
import { lockfilePath } from '@task-distributor/lockfile';
import type { JobArguments } from './job-arguments.ts';

type Options = Pick<SettingValues<'td-worker'>, 'scene' | 'width' | 'height' | 'rows' | 'folder'>;

/**
 * Reads `--scene FILE -x WIDTH -y HEIGHT --rows A-B -p FOLDER`, which can be given instead of the eleven arguments.
 * @returns null if none of them is given
 * @throws InputError if some are missing, if the rows are not in the image, or if there are arguments too
 */
export function readJobOptions(options: Options, words: readonly string[]): JobArguments | null {
  const { scene, width, height, rows, folder } = options;
  if ([scene, width, height, rows, folder].every((value) => value === null)) return null;
  const [word] = words;
  if (word !== undefined) {
    throw new InputError(
      `Expected the original worker's 11 arguments or ${form}, got both: "${word}"${rendererHint(word)}`,
    );
  }
  if (folder === null) throw new InputError(`Expected ${form} together, got only some of them`);
  return { ...renderedRows(options, form), folder, lockfile: lockfilePath(folder) };
}

/**
 * Reads `--scene FILE -x WIDTH -y HEIGHT --rows A-B`, as `--probe` needs them.
 * @throws InputError if some are missing, if the rows are not in the image, or if there are other arguments
 */
export function readProbeOptions(options: Options, words: readonly string[]): RenderedRows {
  const [word] = words;
  if (word === undefined && options.folder === null) return renderedRows(options, probeForm);
  throw new InputError(
    `--probe: Expected ${probeForm}, got ${word === undefined ? `-p ${options.folder}` : `"${word}"${rendererHint(word)}`}`,
  );
}

function renderedRows({ scene, width, height, rows }: Options, expected: string): RenderedRows {
  if (scene === null || width === null || height === null || rows === null) {
    throw new InputError(`Expected ${expected} together, got only some of them`);
  }
  if (rows.last > height) {
    throw new InputError(`--rows: Expected rows within 1-${height}, got ${formatRows(rows)}`);
  }
  return { scene, format: '+FN', width, height, rows };
}

type RenderedRows = Omit<JobArguments, 'folder' | 'lockfile'>;

const probeForm = '--scene FILE -x WIDTH -y HEIGHT --rows A-B';
const form = `${probeForm} -p FOLDER`;
