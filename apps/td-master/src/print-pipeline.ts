import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { quoteArgument, quoteCommand } from '@task-distributor/remote';

export interface PipelineRequest {
  nodes: number;
  width: number;
  height: number;
  folder: string;
  scene: string;
  output: string;
  clean: boolean;
  hosts: string | undefined;
  via: string;
  jobs: number;
  worker: string | undefined;
  force: number;
  povrayOptions: readonly string[];
}

/** The pipeline that td-master is, every option written out, for a plain POSIX sh. */
export function pipelineText(request: PipelineRequest, env: NodeJS.ProcessEnv): string {
  const {
    nodes,
    width,
    height,
    folder,
    scene,
    output,
    clean,
    hosts,
    via,
    jobs,
    worker,
    force,
    povrayOptions,
  } = request;
  const options = (...words: (string | number)[]) => words.map(String);
  const commands = [
    [
      'td-partition',
      ...options('-n', nodes, '-y', height),
      ...(hosts === undefined ? [] : ['--hosts', hosts]),
    ],
    [
      'td-dispatch',
      ...options('-x', width, '-y', height, '-p', folder, '--scene', scene, '--via', via, '--jobs', jobs),
      ...(worker === undefined ? [] : ['--worker', worker]),
      ...Array.from({ length: force }, () => '-f'),
      ...(povrayOptions.length === 0 ? [] : ['--', ...povrayOptions]),
    ],
    ['td-wait', '-p', folder],
    ['td-compose', ...options('-y', height, '-o', output), ...(clean ? ['-c', '-p', folder] : [])],
  ];
  return `${pathLine(env)}${commands.map(quoteCommand).join(' \\\n  | ')}\n`;
}

/** Where the commands are not on PATH, they are beside the one that prints this: the text then says so. */
function pathLine(env: NodeJS.ProcessEnv): string {
  const here = dirname(process.argv[1] ?? '');
  const isOnPath = (env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, 'td-partition')));
  return isOnPath || !existsSync(join(here, 'td-partition')) ? '' : `PATH=${quoteArgument(here)}:"$PATH"\n`;
}
