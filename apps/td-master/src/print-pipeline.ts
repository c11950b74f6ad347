import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { quoteArgument, quoteCommand } from '@task-distributor/remote';
import type { MasterRequest } from './run-master.ts';

/**
 * The pipeline that td-master is, every option that it implies written out, for a plain POSIX sh.
 * @param hosts what `--hosts` says
 * @param force how many times `-f` was given
 */
export function pipelineText(
  request: MasterRequest,
  hosts: string | undefined,
  force: number,
  env: NodeJS.ProcessEnv,
): string {
  const { nodes, height, folder, output, clean, graceSeconds, deadlineSeconds } = request;
  const commands = [
    ['td-partition', '-n', nodes, '-y', height, ...option('--hosts', hosts)],
    ['td-dispatch', ...dispatchWords(request, hosts, force)],
    ['td-wait', '-p', folder, '--grace', graceSeconds, ...option('--deadline', deadlineSeconds)],
    ['td-compose', '-y', height, '-o', output, ...(clean ? ['-c', '-p', folder] : [])],
  ];
  return `${pathLine(env)}${commands.map((words) => quoteCommand(words.map(String))).join(' \\\n  | ')}\n`;
}

type Word = string | number;

function dispatchWords(request: MasterRequest, hosts: string | undefined, force: number): Word[] {
  const { width, height, folder, scene, worker, kind, povrayOptions } = request;
  const via = request.via === 'auto' ? (hosts === undefined ? 'local' : 'ssh') : request.via;
  return [
    ...['-x', width, '-y', height, '-p', folder, '--scene', scene, ...option('--hosts', hosts), '--via', via],
    ...option('--jobs', request.jobs ?? (via === 'local' ? availableParallelism() : undefined)),
    ...option('--worker', worker),
    ...(kind === 'original' ? ['--worker-kind', 'original', '--worker-folder', request.workerFolder] : []),
    ...flag('--compat', kind === 'compat'),
    ...flag('--accept-new', request.acceptNew),
    ...['--retries', request.retries, ...flag('--reassign', request.reassign)],
    ...option('--timeout', request.timeoutSeconds),
    ...option('--stall', request.stallSeconds),
    ...option('--joblog', request.joblog),
    ...flag('--resume', request.resume),
    ...Array.from({ length: force }, () => '-f'),
    ...(povrayOptions.length === 0 ? [] : ['--', ...povrayOptions]),
  ];
}

function option(name: string, value: Word | null | undefined): Word[] {
  return value === undefined || value === null ? [] : [name, value];
}

function flag(name: string, isSet: boolean): Word[] {
  return isSet ? [name] : [];
}

/** Where the commands are not on PATH, they are beside the one that prints this: the text then says so. */
function pathLine(env: NodeJS.ProcessEnv): string {
  const here = dirname(process.argv[1] ?? '');
  const isOnPath = (env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, 'td-partition')));
  return isOnPath || !existsSync(join(here, 'td-partition')) ? '' : `PATH=${quoteArgument(here)}:"$PATH"\n`;
}
