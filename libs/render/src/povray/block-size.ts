import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Width and height in pixels of the blocks in which POV-Ray renders an image. Set by `+BSn` on the command line, in an INI
 * file named there, or in the INI file that POV-Ray always reads; 32 by default.
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

/** Reads `name`, `name.ini`, `name.ini[section]`. Ignores the section, and reads the whole file. */
function iniFile(word: string): string {
  const path = word.replace(/\[[^\]]*\]$/, '');
  return textOf(path) ?? textOf(`${path}.ini`) ?? '';
}

/** POV-Ray reads only the first of these files that exists. */
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
