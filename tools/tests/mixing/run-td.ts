import { execa, type Options } from 'execa';
import { join } from 'node:path';
import { run, tools } from '../cluster/run-cluster.ts';

const ofWorker = ['td-worker', 'td-crop', 'td-mark-done'];

/** The folder with all commands by their names, for a PATH. */
export const binFolder = join(tools, '../node_modules/.bin');

/** The path of a built command. */
export function pathOf(command: string): string {
  return join(
    tools,
    '../apps',
    ofWorker.includes(command) ? 'td-worker' : 'td-master',
    'bin',
    `${command}.js`,
  );
}

/** Runs one of our commands to its end: exit code, stdout and stderr are what a user would see. */
export function runTd(command: string, args: readonly string[], options: Options = {}) {
  return run(process.execPath, [pathOf(command), ...args], options);
}

/** Starts one of our commands; a failure is an ordinary result. */
export function startTd(command: string, args: readonly string[]) {
  return execa(process.execPath, [pathOf(command), ...args], { stdin: 'ignore', reject: false });
}

/** Runs lines of bash, with our commands on PATH, and Debian's own programs before anything else. */
export function runBash(text: string, options: Options = {}) {
  const path = `/usr/bin:/bin:/usr/sbin:/sbin:${binFolder}:${process.env.PATH}`;
  return run('bash', ['-c', text], { ...options, env: { PATH: path, ...options.env } });
}
