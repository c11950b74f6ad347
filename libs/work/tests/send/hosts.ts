import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { type Launcher, launchers, quoteCommand } from '@task-distributor/remote';
import { afterAll } from 'vitest';

export const host = { user: null, name: 'pi110', port: null };

/**
 * This machine as a host on which command lines run in another surrounding.
 * @param surround makes a command line of words that run one
 */
export function hostWith(surround: (commandLine: string) => string): Launcher {
  const local = launchers.local({});
  afterAll(() => local.close());
  return surrounded(local, surround);
}

/** A launcher whose command lines run in another surrounding. */
export function surrounded(launcher: Launcher, surround: (commandLine: string) => string): Launcher {
  return {
    ...launcher,
    start: (to, commandLine, signal) => launcher.start(to, surround(commandLine), signal),
  };
}

/** A host whose users have this folder for caches, and these programs. */
export function hostWithCache(cache: string, path = process.env['PATH'] ?? ''): Launcher {
  return hostWith(inCache(cache, path));
}

export function inCache(cache: string, path = process.env['PATH'] ?? ''): (commandLine: string) => string {
  return (commandLine) =>
    quoteCommand(['env', `PATH=${path}`, `XDG_CACHE_HOME=${cache}`, 'sh', '-c', commandLine]);
}

/** A PATH with `sh` as this shell; with busybox, only its own programs are on it. */
export function pathOf(shell: 'dash' | 'bash' | 'busybox', folder: string): string {
  const bin = join(folder, shell);
  mkdirSync(bin);
  if (shell === 'busybox') {
    const busybox = execaSync('which', ['busybox']).stdout;
    for (const name of execaSync('busybox', ['--list']).stdout.split('\n'))
      symlinkSync(busybox, join(bin, name));
    return bin;
  }
  writeFileSync(join(bin, 'sh'), `#!/bin/sh\nexec ${shell} "$@"\n`);
  chmodSync(join(bin, 'sh'), 0o755);
  return `${bin}:${process.env['PATH']}`;
}
