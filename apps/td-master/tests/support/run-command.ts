import { join } from 'node:path';
import { execa, type Options } from 'execa';

const workspace = join(import.meta.dirname, '../../../..');
const apps: Record<string, string> = {
  'td-worker': 'td-worker',
  'td-crop': 'td-worker',
  'td-mark-done': 'td-worker',
};

/** The path of a built command. */
export function commandPath(name: string): string {
  return join(workspace, 'apps', apps[name] ?? 'td-master', 'bin', `${name}.js`);
}

/** The folder with all commands by their names, for a PATH. */
export const binFolder = join(workspace, 'node_modules/.bin');

/** Runs a built command to its end: exit code, stdout and stderr are what a user would see. */
export async function runCommand(name: string, args: readonly string[], options: Options = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [commandPath(name), ...args], {
    reject: false,
    stripFinalNewline: false,
    ...options,
  });
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}

/** Runs a line of shell with the commands on its PATH, as a user would. */
export async function runShell(line: string, options: Options = {}) {
  const { exitCode, stdout, stderr } = await execa('sh', ['-c', line], {
    reject: false,
    stripFinalNewline: false,
    ...options,
    env: { PATH: `${binFolder}:${process.env['PATH']}`, ...options.env },
  });
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}
