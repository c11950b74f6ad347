import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { wordsOf } from '@task-distributor/cli';
import { quoteArgument, quoteCommand } from '@task-distributor/remote';
import type { Stages } from './stages.ts';

/**
 * The pipeline that td-master is, for a POSIX shell. What td-master implies, and what comes from the environment, is
 * written out.
 * @param options the renderer's, after `--`
 */
export function pipelineText(
  { partition, dispatch, wait, compose }: Stages,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
): string {
  const afterDashes = options.length === 0 ? [] : ['--', ...options];
  const commands = [
    ['td-partition', ...wordsOf('td-partition', partition)],
    ['td-dispatch', ...wordsOf('td-dispatch', dispatch), ...afterDashes],
    ['td-wait', ...wordsOf('td-wait', wait)],
    ['td-compose', ...wordsOf('td-compose', compose)],
  ];
  return `${pathLine(env)}${commands.map(quoteCommand).join(' \\\n  | ')}\n`;
}

/** Sets PATH where the commands are not on it, but beside the one that prints this. */
function pathLine(env: NodeJS.ProcessEnv): string {
  const here = dirname(process.argv[1] ?? '');
  const folders = (env['PATH'] ?? '').split(delimiter);
  const isOnPath = folders.some((folder) => existsSync(join(folder, 'td-partition')));
  return isOnPath || !existsSync(join(here, 'td-partition')) ? '' : `PATH=${quoteArgument(here)}:"$PATH"\n`;
}
