import { InputError } from '@task-distributor/band';
import { type Assignment, describeOrigin } from './assignment.ts';
import { EffectiveOptions } from './effective-options.ts';
import type { ReadOptions } from './read-options.ts';

/**
 * Refuses options that cannot give the right picture. td-worker sets the rest of the command line after them, so an INI
 * file may contain these settings too; on the command line they show a misunderstanding.
 * @param filesAreHere whether an INI file that is missing on this machine is missing everywhere
 * @throws InputError with the word, or the INI file with section, line and setting
 */
export function refuseOptions(read: ReadOptions, filesAreHere: boolean): void {
  for (const { origin, message, isMissingFile } of read.problems) {
    if (isMissingFile && !filesAreHere) continue;
    // POV-Ray has no such options: it is one of ours.
    if (origin.file === null && /^--\w/.test(origin.word ?? '')) {
      throw new InputError(`${origin.word} belongs before --`);
    }
    throw new InputError(`POV-Ray option ${describeOrigin(origin)}: ${message}`);
  }
  for (const assignment of read.assignments) {
    const isWord = assignment.origin.file === null;
    const reason = isWord ? reasonOnCommandLine(assignment) : undefined;
    if (reason !== undefined) refuse(assignment, reason);
  }
  const effective = new EffectiveOptions(read);
  for (const setting of frames) {
    const assignment = effective.find(setting);
    if (assignment !== null && effective.number(setting, 1) !== 1) {
      refuse(assignment, 'frames of an animation cannot be distributed');
    }
  }
  const realTime = effective.find('Real_Time_Raytracing');
  if (realTime !== null && effective.isOn('Real_Time_Raytracing')) {
    refuse(realTime, 'it writes no image');
  }
}

/**
 * Why the whole image has to be rendered in one band; null = it can be cut. Dithering by error diffusion passes the error of a
 * pixel on to those below it; Bayer's methods treat each pixel alone.
 */
export function whyNotCut(effective: EffectiveOptions): string | null {
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
  All_Console: "td-worker reads POV-Ray's messages",
  Debug_Console: "td-worker reads POV-Ray's messages",
  Fatal_Console: "td-worker reads POV-Ray's messages",
  Render_Console: "td-worker reads POV-Ray's messages",
  Statistic_Console: "td-worker reads POV-Ray's messages",
  Warning_Console: "td-worker reads POV-Ray's messages",
};

const frames = ['Initial_Frame', 'Final_Frame', 'Subset_Start_Frame', 'Subset_End_Frame'];
