import { spawnSync } from 'node:child_process';

/** User and system time of a program and its children, in seconds; bash gets it from wait4(2). */
export function processorTime(file, args, env = process.env) {
  const command = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1; exit $?';
  const { stderr, status } = spawnSync('bash', ['-c', command, 'bash', file, ...args], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: exit ${status}`);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return user + system;
}
