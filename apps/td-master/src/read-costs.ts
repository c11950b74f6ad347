import { createReadStream } from 'node:fs';
import { abortable, errorMessage, InputError, readLines } from '@task-distributor/band';
import { UsageError, type TdContext } from '@task-distributor/cli';
import { type CostMap, parseCostLines } from '@task-distributor/partition';

/**
 * The costs of rows from a file; `-` = stdin.
 * @param height rows of the image
 * @throws InputError that names file and line; UsageError if stdin is a terminal
 */
export async function readCosts(
  file: string,
  height: number,
  { stdin, signal }: Pick<TdContext, 'stdin' | 'signal'>,
): Promise<CostMap> {
  if (file === '-' && (stdin as Partial<NodeJS.ReadStream>).isTTY) {
    throw new UsageError('--cost -: Expected lines of rows and seconds on stdin, got a terminal');
  }
  const name = file === '-' ? 'stdin' : file;
  const lines: string[] = [];
  try {
    const input = file === '-' ? stdin : createReadStream(file);
    for await (const line of readLines(abortable(input, signal))) lines.push(line);
  } catch (cause) {
    signal.throwIfAborted();
    throw new InputError(`--cost: ${name}: ${errorMessage(cause)}`, { cause });
  }
  return parseCostLines(lines, height, `--cost: ${name}`);
}
