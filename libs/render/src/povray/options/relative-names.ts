import { isAbsolute } from 'node:path';
import type { Surroundings } from '../../renderer.ts';
import { readOptions } from './read-options.ts';

/** Whether options of the user name INI files or library folders by paths that are relative to the working folder. */
export function haveRelativeNames(options: readonly string[], surroundings: Surroundings): boolean {
  const { assignments } = readOptions(options, surroundings);
  return assignments.some(({ setting, value, origin: { word, file } }) => {
    if (word === null) return false;
    if (setting === 'Library_Path' && !isAbsolute(value)) return true;
    return file !== null && !isAbsolute(word.trim().replace(/^["']/, ''));
  });
}
