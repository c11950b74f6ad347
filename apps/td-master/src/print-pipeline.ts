import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { wordsOf } from '@task-distributor/cli';
import { quoteArgument, quoteCommand } from '@task-distributor/remote';
import type { Stages } from './stages.ts';

/**
 * A pipeline for a POSIX shell that does the same as td-master. Settings that td-master implies and those from the
 * environment are written out.
 * @param options the renderer's, after `--`
 */
export function pipelineText(
  { probe, partition, dispatch, wait, compose }: Stages,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
): string {
  const afterDashes = options.length === 0 ? [] : ['--', ...options];
  const commands = [
    ...(probe === null ? [] : [['td-probe', ...wordsOf('td-probe', probe), ...afterDashes]]),
    ['td-partition', ...wordsOf('td-partition', partition)],
    ['td-dispatch', ...wordsOf('td-dispatch', dispatch), ...afterDashes],
    ['td-wait', ...wordsOf('td-wait', wait)],
    ['td-compose', ...wordsOf('td-compose', compose)],
  ];
  return `${pathLine(env)}${commands.map(quoteCommand).join(' \\\n  | ')}\n`;
}

/** Sets PATH if the commands are not on it but in the same folder as the running one. */
function pathLine(env: NodeJS.ProcessEnv): string {
  const here = dirname(process.argv[1] ?? '');
  const folders = (env['PATH'] ?? '').split(delimiter);
  const isOnPath = folders.some((folder) => existsSync(join(folder, 'td-partition')));
  return isOnPath || !existsSync(join(here, 'td-partition')) ? '' : `PATH=${quoteArgument(here)}:"$PATH"\n`;
}
