import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Rows and columns of the blocks that POV-Ray renders an image in: what `+BSn` says, on the command line, in an INI file
 * named there, or in the one that POV-Ray reads by itself; 32 by default.
 * @param options POV-Ray's, as a user gives them
 */
export function blockSize(options: readonly string[], env: NodeJS.ProcessEnv): number {
  const texts = [ownIniFile(env), ...options.map((option) => (isIniFile(option) ? iniFile(option) : option))];
  const sizes = texts.flatMap((text) => [...text.matchAll(/^\s*(?:\+BS|Render_Block_Size\s*=\s*)(\d+)/gim)]);
  const last = sizes.at(-1)?.[1];
  // POV-Ray's own lower bound is 4.
  return last === undefined ? 32 : Math.max(4, Number(last));
}

/** A word that is neither a switch nor a setting names an INI file. */
export function isIniFile(option: string): boolean {
  return !/^[+-]/.test(option) && !option.includes('=');
}

/** `name`, `name.ini`, `name.ini[section]`; of a file with sections, all of it is read. */
function iniFile(word: string): string {
  const path = word.replace(/\[[^\]]*\]$/, '');
  return textOf(path) ?? textOf(`${path}.ini`) ?? '';
}

/** The first that is there: POV-Ray reads no other. */
function ownIniFile(env: NodeJS.ProcessEnv): string {
  const named = env['POVINI'];
  const paths = [
    ...(named ? [named] : []),
    'povray.ini',
    join(env['HOME'] ?? homedir(), '.povray/3.7/povray.ini'),
    '/etc/povray/3.7/povray.ini',
  ];
  for (const path of paths) {
    const text = textOf(path);
    if (text !== null) return text;
  }
  return '';
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
