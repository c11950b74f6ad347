import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The INI file that POV-Ray reads without being asked, before its command line: the first that exists of POVINI's, the working
 * folder's, the user's and the system's. Source: POV-Ray 3.7, unixoptions.cpp, Process_povray_ini.
 */
export function defaultIniFile(folder: string, env: NodeJS.ProcessEnv): string | null {
  const named = env['POVINI'];
  // As POV-Ray does: without HOME, the user has no file.
  const home = env['HOME'] || null;
  const candidates = [
    ...(named === undefined ? [] : [resolve(folder, named)]),
    join(folder, 'povray.ini'),
    ...iniFilesOfHost.flatMap((path) => inHome(path, home)),
  ];
  return candidates.find((path) => existsSync(path)) ?? null;
}

/** Those of the user and of the system, where nobody has named another one; `~` = the user's home. */
export const iniFilesOfHost = [
  '~/.povray/3.7/povray.ini',
  '/etc/povray/3.7/povray.ini',
  '~/.povrayrc',
  '/etc/povray.ini',
] as const;

function inHome(path: string, home: string | null): string[] {
  if (!path.startsWith('~/')) return [path];
  return home === null ? [] : [join(home, path.slice(2))];
}
