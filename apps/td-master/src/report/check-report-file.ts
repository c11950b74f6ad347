import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, errorMessage, InputError, TdError } from '@task-distributor/band';
import { checkedFormat } from './write-report.ts';

/**
 * Checks before a job whether its report can be written, as far as that can be known.
 * @param option that names the file, for messages
 * @param mayCreate whether the folder of the file will be created, if it does not exist
 * @throws InputError for an extension that stands for no format, and for `-`; TdError for a file that cannot be written
 */
export function checkReportFile(
  option: string,
  output: string,
  mayCreate: (folder: string) => boolean,
): void {
  if (output === '-') {
    throw new InputError(`${option}: Expected a file, got "-": stdout has the lines of the job`);
  }
  checkedFormat(option, output);
  const folder = dirname(output);
  try {
    const found = statSync(output, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (found !== undefined) accessSync(output, constants.W_OK);
    else if (statSync(folder, { throwIfNoEntry: false }) !== undefined || !mayCreate(folder)) {
      accessSync(folder, constants.W_OK | constants.X_OK);
    }
  } catch (cause) {
    const facts = { cause, path: output, code: errorCode(cause) };
    throw new TdError(`${option}: ${output}: ${errorMessage(cause)}`, facts);
  }
}
