import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { TdError } from '@task-distributor/band';

/** The path that the original's workers use. */
const originalPath = '/opt/povray/bin/povray_3.7';
export const installPovray = 'apt-get install povray povray-includes';
const nowhere = `neither povray on PATH nor ${originalPath}; install it (${installPovray})`;

/**
 * The renderer to run: the one of `--povray`, else of TD_POVRAY, else `povray` on PATH, else the original's.
 * @throws TdError if there is none
 */
export function findPovray(asked: string | undefined, env: NodeJS.ProcessEnv): string {
  const named = asked ?? (env['TD_POVRAY'] || undefined);
  if (named !== undefined) {
    // It is started in a folder of its own.
    const paths = named.includes('/') ? [resolve(named)] : onPath(named, env);
    const found = firstProgram(paths);
    if (found !== null) return found;
    const problem = paths.some((path) => existsSync(path)) ? 'Not an executable file' : 'No such program';
    throw new TdError(
      `${named}: ${problem} (${asked === undefined ? 'TD_POVRAY' : '--povray'} names the POV-Ray to run)`,
      { code: 'E_NO_RENDERER', path: named },
    );
  }
  const found = firstProgram([...onPath('povray', env), originalPath]);
  if (found !== null) return found;
  throw new TdError(`POV-Ray is not here: ${nowhere}, or name it with --povray or TD_POVRAY`, {
    code: 'E_NO_RENDERER',
  });
}

/** Where POV-Ray is looked for on another host. @param asked the program of `--povray`; null = none */
export function povrayElsewhere(asked: string | null): readonly string[] {
  return asked === null ? ['povray', originalPath] : [asked];
}

/** Why a host on which none of these is cannot render. */
export function whyNoPovray(asked: string | null): string {
  return asked === null
    ? `POV-Ray is not there: ${nowhere} there, or name it with --povray`
    : `${asked}: No such program there (--povray names the POV-Ray to run)`;
}

function onPath(program: string, env: NodeJS.ProcessEnv): string[] {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => resolve(folder, program));
}

function firstProgram(paths: readonly string[]): string | null {
  return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
