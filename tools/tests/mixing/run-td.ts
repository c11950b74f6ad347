import { binFolder, commandPath } from '@task-distributor/testing';
import { execa, type Options } from 'execa';
import { run } from '../cluster/run-cluster.ts';

/** Runs one of our commands to its end. Does not throw if it fails. */
export function runTd(command: string, args: readonly string[], options: Options = {}) {
  return run(process.execPath, [commandPath(command), ...args], options);
}

/** Starts one of our commands. Does not throw if it fails. */
export function startTd(command: string, args: readonly string[]) {
  return execa(process.execPath, [commandPath(command), ...args], { stdin: 'ignore', reject: false });
}

/** Runs bash code. PATH has Debian's programs first, then our commands. */
export function runBash(text: string, options: Options = {}) {
  const path = `/usr/bin:/bin:/usr/sbin:/sbin:${binFolder}:${process.env.PATH}`;
  return run('bash', ['-c', text], { ...options, env: { PATH: path, ...options.env } });
}
