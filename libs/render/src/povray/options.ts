import { InputError } from '@task-distributor/band';
import { isIniFile } from './block-size.ts';

/** Switches that we set ourselves: size, rows, files, format. A user's value would change the part or its path. */
const ourSwitches: [RegExp, string][] = [
  [/^[+-][WH]\d/i, 'the size is given with -x and -y'],
  [/^[+-][SE][RC]/i, 'the bands give the rows, and columns are never cut'],
  [/^[+-]I(?!$)/i, 'the scene is given with --scene'],
  [/^[+-]O/i, 'parts go to the job folder'],
  [/^[+-]C$/i, 'a trace is not continued: POV-Ray does not check that the rows are the same'],
  [/^[+]F(?!N)/i, 'parts are PNG: +FN, +FN16, +FNg'],
  [/^-F/i, 'parts are PNG: +FN, +FN16, +FNg'],
  [/^[+-](KF|KI|KL|SF|EF)/i, 'frames of an animation cannot be distributed'],
  [/^[+-]G/i, "POV-Ray's messages are needed to check what it did"],
];

const ourSettings: Record<string, string> = {
  Width: '-x',
  Height: '-y',
  Start_Row: 'the bands',
  End_Row: 'the bands',
  Start_Column: 'the bands',
  End_Column: 'the bands',
  Input_File_Name: '--scene',
  Output_File_Name: 'the job folder',
  Output_to_File: 'the job folder',
  Output_File_Type: 'parts are PNG: +FN16 for 16 bit',
  Continue_Trace: 'the bands',
  Initial_Frame: 'animations cannot be distributed',
  Final_Frame: 'animations cannot be distributed',
  Subset_Start_Frame: 'animations cannot be distributed',
  Subset_End_Frame: 'animations cannot be distributed',
};

/**
 * Refuses POV-Ray options that would change the pixels of a band or where they are written.
 * @param options the user's options after `--`
 * @throws InputError with the option and the reason
 */
export function checkPovrayOptions(options: readonly string[]): void {
  for (const option of options) {
    const reason =
      ourSwitches.find(([pattern]) => pattern.test(option))?.[1] ??
      settingReason(/^([A-Za-z_]+)\s*=/.exec(option)?.[1]);
    if (reason !== undefined)
      throw new InputError(`POV-Ray option ${option} cannot be given here: ${reason}`);
    if (option === '' || option.includes('\0'))
      throw new InputError('Expected a POV-Ray option, got an empty word');
  }
}

function settingReason(key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  return Object.entries(ourSettings).find(([setting]) => setting.toLowerCase() === key.toLowerCase())?.[1];
}

/**
 * Whether the options may turn on anti-aliasing with method 1. INI files are not read, so any INI file counts as yes.
 * Later, POV-Ray's own report decides.
 */
export function mayAntialias(options: readonly string[]): boolean {
  let on = false;
  let method = 1;
  for (const option of options) {
    if (/^\+A(\d|\.|$)/i.test(option)) on = true;
    else if (/^-A(\d|\.|$)/i.test(option)) on = false;
    else if (/^[+-]AM\d/i.test(option)) method = Number(option[3]);
    else if (/^Antialias\s*=/i.test(option)) on = /=\s*(on|true|yes|1)\s*$/i.test(option);
    else if (/^Sampling_Method\s*=/i.test(option)) method = Number(/=\s*(\d)/.exec(option)?.[1] ?? 1);
    else if (isIniFile(option)) on = true;
  }
  return on && method === 1;
}
