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
    ...(home === null ? [] : [join(home, '.povray/3.7/povray.ini')]),
    '/etc/povray/3.7/povray.ini',
    ...(home === null ? [] : [join(home, '.povrayrc')]),
    '/etc/povray.ini',
  ];
  return candidates.find((path) => existsSync(path)) ?? null;
}
