import { resolve } from 'node:path';
import type { Assignment } from './assignment.ts';
import { EffectiveOptions } from './effective-options.ts';
import type { ReadOptions } from './read-options.ts';

/** The file of radiosity samples that options ask for. */
export interface RadiosityFile {
  /** Absolute. */
  readonly path: string;
  /** What makes POV-Ray read it; null = it does not. */
  readonly read: Assignment | null;
  /** What makes POV-Ray write it; null = it does not. */
  readonly written: Assignment | null;
}

/**
 * null = options ask for none. POV-Ray looks for a relative name in the folder that it runs in, and ignores a file that is not
 * there. Source: POV-Ray 3.7, view.cpp, View::StartRender.
 */
export function radiosityFile(options: ReadOptions): RadiosityFile | null {
  const effective = new EffectiveOptions(options);
  const onBy = (setting: string) => (effective.isOn(setting) ? effective.find(setting) : null);
  const [read, written] = [onBy('Radiosity_From_File'), onBy('Radiosity_To_File')];
  if (read === null && written === null) return null;
  const name = effective.find('Radiosity_File_Name')?.value ?? 'object.rca';
  return { path: resolve(options.folder, name), read, written };
}

/** Whether the user has asked for a setting for this job: in a word, or in an INI file that a word names. */
export function isAsked(assignment: Assignment | null): assignment is Assignment {
  return assignment !== null && assignment.origin.word !== null;
}
