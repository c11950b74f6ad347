import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { pathOf } from '../../send/hosts.ts';

/** A host's login shell, which reads the command line, and the PATH on which the line finds `sh` and everything else. */
export interface LoginShell {
  readonly name: string;
  readonly program: string;
  readonly path: string;
}

/** `sh` is dash, bash, or busybox with nothing but its own programs; or Debian's, behind another login shell. */
export function loginShells(folder: string): LoginShell[] {
  const [dash, bash] = (['dash', 'bash'] as const).map((shell) => withoutNpm(pathOf(shell, folder))) as [
    string,
    string,
  ];
  const shells = ['dash', 'bash', 'zsh', 'fish', 'tcsh'].map((name) => ({
    name,
    program: name,
    path: name === 'bash' ? bash : dash,
  }));
  return [...shells, { name: 'busybox', program: join(smallPath(folder), 'sh'), path: smallPath(folder) }];
}

/** npm puts our td-worker on the PATH. */
function withoutNpm(path: string): string {
  return path
    .split(':')
    .filter((part) => !part.includes('node_modules'))
    .join(':');
}

/** A PATH with busybox alone, without the programs that a small busybox lacks. */
function smallPath(folder: string): string {
  const bin = join(folder, 'small');
  try {
    mkdirSync(bin);
  } catch {
    return bin;
  }
  const busybox = execaSync('which', ['busybox']).stdout;
  for (const name of execaSync('busybox', ['--list']).stdout.split('\n'))
    if (!rare.has(name)) symlinkSync(busybox, join(bin, name));
  return bin;
}

const rare: ReadonlySet<string> = new Set([
  'setsid',
  'stdbuf',
  'nproc',
  'timeout',
  'pgrep',
  'pkill',
  'tac',
  'shuf',
]);
