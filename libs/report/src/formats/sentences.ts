import { escapeControls } from '@task-distributor/band';
import type { Report, RunReport } from '../report.ts';
import { describeImage, type Run, secondsOf } from '../run.ts';
import type { Series } from '../series.ts';
import { counted, shownNumber, shownSeconds } from './numbers.ts';

/** Title of a run: its image, its hosts, its time. */
export function titleOfRun({ image, hosts, ...run }: Run): string {
  const seconds = secondsOf({ image, hosts, ...run });
  const time = seconds === null ? '' : `, ${shownSeconds(seconds)} s`;
  return escapeControls(`${describeImage(image)}: ${counted(hosts.count, 'host')}${time}`);
}

export function titleOfSeries({ set, image }: Series): string {
  return escapeControls(set === '' ? describeImage(image) : `${set}: ${describeImage(image)}`);
}

/** What is to be said about a run, besides its tables. */
export function notesOnRun({ run, hosts }: RunReport): string[] {
  return [
    ...phaseNotes(run),
    ...planNotes(run),
    ...stateTexts[run.state],
    ...failureNotes(run, hosts.length > 0),
  ];
}

/** What a reader has to know about the comparison. */
export function notesOnSeries({ series, runs, average }: Report): string[] {
  const left = runs.filter(({ run }) => run.state !== 'whole' || secondsOf(run) === null);
  const incomparable = series.filter(({ points }) => points.every(({ speedup }) => speedup === null));
  return [
    `Times are ${average}s of the runs. Speedup: the time with one host, divided by the time. Efficiency: speedup / hosts.`,
    'Serial fraction: (1/S - 1/p) / (1 - 1/p), for speedup S on p hosts (Karp and Flatt, 1990).',
    ...incomparable.map(
      (each) => `${titleOfSeries(each)}: no run with one host, so the speedup is not known.`,
    ),
    ...left.map(
      ({ run }) =>
        `${escapeControls(run.name)}: ${run.state === 'whole' ? 'without times' : run.state}, so it is not compared.`,
    ),
  ];
}

function phaseNotes({ phases: { first, parallel, second } }: Run): string[] {
  return [
    ...line('1st sequential part', first),
    ...line('parallel part', parallel),
    ...line('2nd sequential part', second),
  ];
}

function line(name: string, seconds: number | null): string[] {
  return seconds === null ? [] : [`${name}: ${shownSeconds(seconds)} s`];
}

function planNotes({ plan }: Run): string[] {
  if (plan?.expected == null) return [];
  const { cut, bands, expected, even, took } = plan;
  const ratio = took === null || expected === 0 ? '' : ` (${shownNumber(took / expected, 2)} of that)`;
  const outcome = took === null ? 'no image' : `took ${shownSeconds(took)} s${ratio}`;
  const evenly = cut === 'even' || even === null ? '' : `, even bands: ${shownSeconds(even)} s`;
  return [
    `estimate: ${counted(bands, 'band')} by ${cut}, expected ${shownSeconds(expected)} s${evenly}; ${outcome}`,
  ];
}

const stateTexts: Readonly<Record<Run['state'], readonly string[]>> = {
  whole: [],
  resumed: ['not all rows were rendered in this run: the job was resumed'],
  unfinished: ['rows are missing: the job has failed, or is not finished'],
  unknown: ['from the lockfile, which does not say what took how long'],
};

function failureNotes({ spells }: Run, hasHosts: boolean): string[] {
  if (!hasHosts) return [];
  return spells.flatMap(({ host, rows, attempt, reason, kind, note }) => {
    if (reason === null) return [];
    const what = kind === 'blocks' ? (note ?? 'blocks') : `attempt ${attempt}`;
    const where = rows === null ? host : `${host} rows ${rows.first}-${rows.last}`;
    return [escapeControls(`failed: ${where}, ${what}: ${reason}`)];
  });
}
