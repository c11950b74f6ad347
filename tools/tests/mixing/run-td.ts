import { binFolder, commandPath } from '@task-distributor/testing';
import { execa, type Options } from 'execa';
import { run } from '../cluster/run-cluster.ts';

/** Runs one of our commands to its end: exit code, stdout and stderr are what a user would see. */
export function runTd(command: string, args: readonly string[], options: Options = {}) {
  return run(process.execPath, [commandPath(command), ...args], options);
}

/** Starts one of our commands; a failure is an ordinary result. */
export function startTd(command: string, args: readonly string[]) {
  return execa(process.execPath, [commandPath(command), ...args], { stdin: 'ignore', reject: false });
}

/** Runs lines of bash, with our commands on PATH, and Debian's own programs before anything else. */
export function runBash(text: string, options: Options = {}) {
  const path = `/usr/bin:/bin:/usr/sbin:/sbin:${binFolder}:${process.env.PATH}`;
  return run('bash', ['-c', text], { ...options, env: { PATH: path, ...options.env } });
}
