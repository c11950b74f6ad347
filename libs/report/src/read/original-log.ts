import { InputError } from '@task-distributor/band';
import type { Phases, Run } from '../run.ts';

/** Whether a file of this name can be a log of the original's benchmark. */
export function isOriginalLogName(name: string): boolean {
  return namePattern.test(name);
}

/** Whether a text has lines that only the original's master prints, or ours in its place. */
export function isOriginalLog(text: string): boolean {
  return /^Required time to process the /m.test(text) || /^\S.* has been created\.$/m.test(text);
}

/**
 * A run of the original's benchmark: the three timing lines at the end of a log, and the size and the number of hosts in the
 * log's name, `WIDTHxHEIGHT_N_Nodes_DATE.txt`.
 * @param path of the file, for messages
 * @throws InputError
 */
export function readOriginalLog(text: string, path: string, name: string): Run {
  const [, width, height, count] = namePattern.exec(name) ?? [];
  if (count === undefined) {
    const expected = 'WIDTHxHEIGHT_N_Nodes_DATE.txt';
    throw new InputError(
      `${path}: its name does not say how large the image was, and on how many hosts; expected ${expected}`,
      { path },
    );
  }
  const phases = phasesIn(text);
  if (phases === null) {
    throw new InputError(
      `${path}: the three lines "Required time ..." are not at its end: the run did not finish`,
      {
        path,
      },
    );
  }
  return {
    name: path,
    image: { width: Number(width), height: Number(height), scene: null },
    hosts: { names: [], count: Number(count) },
    phases,
    spells: [],
    span: null,
    plan: null,
    state: 'whole',
  };
}

/** The original's analysis reads the same three lines. */
function phasesIn(text: string): Phases | null {
  const last = text.trimEnd().split(/\r?\n/).slice(-3).join('\n');
  const [first, parallel, second] = ['the 1st sequential', 'the parallel', 'the 2nd sequential'].map(
    (part) => {
      const match = new RegExp(`^Required time to process ${part} part: +(\\d*\\.?\\d+)s$`, 'm').exec(last);
      return match === null ? null : Number(match[1]);
    },
  );
  return first == null || parallel == null || second == null ? null : { first, parallel, second };
}

const namePattern = /^([1-9]\d{0,8})x([1-9]\d{0,8})_([1-9]\d{0,5})_Nodes_.*\.txt$/;
