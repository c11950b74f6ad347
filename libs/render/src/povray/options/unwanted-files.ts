import type { Assignment } from './assignment.ts';
import type { EffectiveOptions } from './effective-options.ts';

/**
 * The settings that make POV-Ray write files besides the image. They would go to the folder of the run, which is removed after
 * it. An empty name turns each of them off.
 */
export function unwantedFiles(effective: EffectiveOptions): Assignment[] {
  return settings
    .map((setting) => effective.find(setting))
    .filter((found) => found !== null && found.value !== '') as Assignment[];
}

const settings = [
  'All_File',
  'Create_Ini',
  'Debug_File',
  'Fatal_File',
  'Render_File',
  'Statistic_File',
  'Warning_File',
];
