import { statSync } from 'node:fs';
import { InputError } from '@task-distributor/band';
import { smallestBlock } from '../block-grid.ts';
import { type Assignment, describeOrigin } from './assignment.ts';
import { EffectiveOptions, isFalse } from './effective-options.ts';
import { isAsked, type RadiosityFile, radiosityFile } from './radiosity-file.ts';
import type { Problem, ReadOptions } from './read-options.ts';
import { unwantedFiles } from './unwanted-files.ts';

/**
 * Refuses options that cannot give the right picture. td-worker sets the rest of the command line after them, so an INI
 * file may contain these settings too; on the command line they show a misunderstanding.
 * @param filesAreHere whether an INI file that is missing on this machine is missing everywhere
 * @throws InputError with the word, or the INI file with section, line and setting
 */
export function refuseOptions(read: ReadOptions, filesAreHere: boolean): void {
  for (const problem of read.problems) refuseProblem(problem, filesAreHere);
  for (const assignment of read.assignments) {
    const isWord = assignment.origin.file === null;
    const reason = isWord ? reasonOnCommandLine(assignment) : undefined;
    if (reason !== undefined) refuse(assignment, reason);
  }
  const effective = new EffectiveOptions(read);
  for (const setting of frames) {
    const assignment = effective.find(setting);
    if (assignment !== null && effective.integer(setting, 1) !== 1) {
      refuse(assignment, 'frames of an animation cannot be distributed');
    }
  }
  const realTime = effective.find('Real_Time_Raytracing');
  if (realTime !== null && effective.isOn('Real_Time_Raytracing')) {
    refuse(realTime, 'it writes no image');
  }
  refuseSmallValues(effective);
  for (const file of unwantedFiles(effective)) {
    if (isAsked(file) && !isFalse(file.value)) refuse(file, 'only the image is kept, no other file');
  }
  if (filesAreHere) refuseMissingRadiosity(radiosityFile(read));
}

function refuseProblem({ origin, message, kind }: Problem, filesAreHere: boolean): void {
  if (kind === 'missing file' && !filesAreHere) return;
  if (kind === 'our option') throw new InputError(message);
  const place = describeOrigin(origin).trim();
  const facts = kind === 'missing file' ? { code: 'E_OPTION_FILE' } : {};
  throw new InputError(
    place === '' ? `POV-Ray's options: ${message}` : `POV-Ray option ${place}: ${message}`,
    facts,
  );
}

/** POV-Ray stops at these, or renders nothing. Only the last value of a setting counts. */
function refuseSmallValues(effective: EffectiveOptions): void {
  for (const [setting, least] of leastValues) {
    const assignment = effective.find(setting);
    if (assignment === null) continue;
    const value = Number.isInteger(least)
      ? effective.integer(setting, least)
      : Number.parseFloat(assignment.value);
    if (value >= least || Number.isNaN(value)) continue;
    throw new InputError(`POV-Ray option ${describe(assignment)}: Expected at least ${least} for ${setting}`);
  }
}

/** POV-Ray itself would ignore that the file is not there. */
function refuseMissingRadiosity(file: RadiosityFile | null): void {
  if (file === null || !isAsked(file.read) || file.written !== null) return;
  if (statSync(file.path, { throwIfNoEntry: false })?.isFile() === true) return;
  const place = describe(file.read);
  throw new InputError(`POV-Ray option ${place}: there is no file ${file.path}`, { code: 'E_OPTION_FILE' });
}

/**
 * Why the whole image has to be rendered in one band; null = it can be cut. Dithering by error diffusion passes the error of a
 * pixel on to those below it; Bayer's methods treat each pixel alone. Bands that write one file would destroy it.
 */
export function whyNotCut(options: ReadOptions): string | null {
  const written = radiosityFile(options)?.written ?? null;
  if (isAsked(written)) {
    return `POV-Ray option ${describe(written)}: all bands would write the same file, so that the image cannot be cut`;
  }
  const effective = new EffectiveOptions(options);
  if (!effective.isOn('Dither')) return null;
  const method = effective.find('Dither_Method');
  if (method !== null && /^\s*B[234]/i.test(method.value)) return null;
  const origin = (method ?? effective.find('Dither'))!;
  return `POV-Ray option ${describe(origin)}: error diffusion needs the row above, so that the image cannot be cut; Bayer's methods (+THB2, +THB3, +THB4) can`;
}

function refuse(assignment: Assignment, reason: string): never {
  throw new InputError(`POV-Ray option ${describe(assignment)} cannot be given here: ${reason}`);
}

function describe({ setting, value, origin }: Assignment): string {
  const place = describeOrigin(origin);
  return origin.file === null ? place : `${place}: ${setting}=${value}`;
}

function reasonOnCommandLine({ setting, value }: Assignment): string | undefined {
  if (setting === 'Output_File_Type' && /^n/i.test(value)) return undefined;
  if (setting === 'Output_To_File' && value === 'On') return undefined;
  return setByWorker[setting];
}

/** The settings that td-worker sets, with the way to set them. */
const setByWorker: Readonly<Record<string, string>> = {
  Width: 'the size is given with -x and -y',
  Height: 'the size is given with -x and -y',
  Start_Row: 'the bands set the rows',
  End_Row: 'the bands set the rows',
  Start_Column: 'the columns are always rendered whole',
  End_Column: 'the columns are always rendered whole',
  Input_File_Name: 'the scene is given with --scene',
  Output_File_Name: 'parts go to the job folder',
  Output_To_File: 'parts go to the job folder',
  Output_File_Type: 'parts are PNG: +FN, +FN16, +FNg',
  Continue_Trace: 'a trace is not continued: POV-Ray does not check that the rows are the same',
  Initial_Frame: 'frames of an animation cannot be distributed',
  Final_Frame: 'frames of an animation cannot be distributed',
  Initial_Clock: 'frames of an animation cannot be distributed',
  Final_Clock: 'frames of an animation cannot be distributed',
  Subset_Start_Frame: 'frames of an animation cannot be distributed',
  Subset_End_Frame: 'frames of an animation cannot be distributed',
  All_Console: "Task-Distributor reads POV-Ray's messages",
  Debug_Console: "Task-Distributor reads POV-Ray's messages",
  Fatal_Console: "Task-Distributor reads POV-Ray's messages",
  Render_Console: "Task-Distributor reads POV-Ray's messages",
  Statistic_Console: "Task-Distributor reads POV-Ray's messages",
  Warning_Console: "Task-Distributor reads POV-Ray's messages",
};

const leastValues = [
  ['Render_Block_Size', smallestBlock],
  ['Work_Threads', 1],
  ['Display_Gamma', 0.001],
  ['File_Gamma', 0.001],
] as const;

const frames = ['Initial_Frame', 'Final_Frame', 'Subset_Start_Frame', 'Subset_End_Frame'];
