import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { wordsOf } from '@task-distributor/cli';
import { quoteArgument } from '@task-distributor/remote';
import type { JobFolder } from './job-folder.ts';
import type { Stages } from './stages.ts';

/** What td-master would do. */
export interface PlannedStages {
  readonly stages: Stages;
  readonly folder: JobFolder;
  /** The renderer's, after `--`. */
  readonly options: readonly string[];
}

/**
 * A pipeline for a POSIX shell that does the same as td-master. Settings that td-master implies and those from the
 * environment are written out.
 */
export function pipelineText({ stages, folder, options }: PlannedStages, env: NodeJS.ProcessEnv): string {
  const { dispatch } = stages;
  const quote = (word: string): string =>
    folder.isNew && word === folder.path ? '"$folder"' : quoteArgument(word);
  const commands = [
    ...cutCommands(stages, options),
    ['td-dispatch', ...wordsOf('td-dispatch', dispatch), ...withDashes(options)],
    ...endCommands(stages),
  ];
  const pipeline = commands.map((words) => words.map(quote).join(' ')).join(' \\\n  | ');
  const removal = folder.isTemporary ? ` &&\n  rmdir ${quote(folder.path)}` : '';
  return pathLine(env) + (folder.isNew ? inNewFolder(pipeline + removal) : `${pipeline}${removal}\n`);
}

/** The words of the commands that cut the image. */
export function cutCommands({ probe, partition }: Stages, options: readonly string[]): string[][] {
  return [
    ...(probe === null ? [] : [['td-probe', ...wordsOf('td-probe', probe), ...withDashes(options)]]),
    ['td-partition', ...wordsOf('td-partition', partition)],
  ];
}

/** The words of the commands that wait for the parts, and join them. */
export function endCommands({ wait, compose }: Pick<Stages, 'wait' | 'compose'>): string[][] {
  return [
    ['td-wait', ...wordsOf('td-wait', wait)],
    ['td-compose', ...wordsOf('td-compose', compose)],
  ];
}

function withDashes(options: readonly string[]): string[] {
  return options.length === 0 ? [] : ['--', ...options];
}

/** If the commands fail, the folder stays unless it is empty. */
function inNewFolder(commands: string): string {
  return `folder=$(mktemp -d "\${TMPDIR:-/tmp}/td-job-XXXXXXXXXXXX") && {
${commands} ||
  (code=$?; rmdir "$folder" 2>/dev/null || printf 'The job folder is %s\\n' "$folder" >&2; exit "$code")
}
`;
}

/** Sets PATH if the commands are not on it but in the same folder as the running one. */
function pathLine(env: NodeJS.ProcessEnv): string {
  const here = dirname(process.argv[1] ?? '');
  const folders = (env['PATH'] ?? '').split(delimiter);
  const isOnPath = folders.some((folder) => existsSync(join(folder, 'td-partition')));
  return isOnPath || !existsSync(join(here, 'td-partition')) ? '' : `PATH=${quoteArgument(here)}:"$PATH"\n`;
}
