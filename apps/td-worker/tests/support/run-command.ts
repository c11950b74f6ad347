import { join } from 'node:path';
import { execa, type Options } from 'execa';

/** The path of a built command. */
export function commandPath(name: string): string {
  return join(import.meta.dirname, '../../bin', `${name}.js`);
}

/** Starts a built command, with stdin at its end, as under cron. */
export function startCommand(name: string, args: readonly string[], options: Options = {}) {
  return execa(process.execPath, [commandPath(name), ...args], {
    reject: false,
    stripFinalNewline: false,
    stdin: 'ignore',
    ...options,
  });
}

/** Runs a built command to its end: exit code, stdout and stderr are what a user would see. */
export async function runCommand(name: string, args: readonly string[], options: Options = {}) {
  const { exitCode, stdout, stderr } = await startCommand(name, args, options);
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}

/** Runs a line of shell in which $TD_WORKER, $TD_CROP and $TD_MARK_DONE are the commands. */
export async function runShell(line: string, options: Options = {}) {
  const commands = ['td-worker', 'td-crop', 'td-mark-done'].map((name) => [
    name.toUpperCase().replaceAll('-', '_'),
    `${process.execPath} ${commandPath(name)}`,
  ]);
  const { exitCode, stdout, stderr } = await execa('sh', ['-c', line], {
    reject: false,
    stripFinalNewline: false,
    ...options,
    env: Object.fromEntries(commands) as Record<string, string>,
  });
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}
