import { existsSync } from 'node:fs';
import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntilNothingRuns } from './leftovers.ts';
import { runMaster } from './run-master.ts';
import { size } from './scene.ts';
import { hostsOf, type Round, type Sequence } from './sequence.ts';
import { wordsOf } from './settings.ts';

export interface RoundEnd {
  /** Whether the image is there. */
  readonly isDone: boolean;
  readonly stderr: string;
  /** What must never happen; null = nothing of that kind. */
  readonly problem: string | null;
}

interface Job extends Omit<Sequence, 'rounds'> {
  readonly isResumed: boolean;
  /** Whether it takes the lockfile over from whoever has made it. */
  readonly isForced: boolean;
}

/** Runs td-master once. */
export async function runRound(job: Job, round: Round, scene: string, folder: string): Promise<RoundEnd> {
  for (const name of await readdir(folder)) if (name.startsWith('started-')) await rm(join(folder, name));
  await writeFile(join(folder, 'plan.json'), JSON.stringify(round.attempts));
  const { code, stderr, isHanging } = await runMaster(masterWords(job, scene, folder), round.end, folder);
  await appendFile(join(folder, 'log'), `${round.end?.by ?? 'end'} ${code}\n${stderr}`);
  const isDone = code === 0;
  if (isHanging) return { isDone, stderr, problem: 'td-master did not end' };
  const hasToSettle = isDone || round.end === null || round.end.settles;
  const running = hasToSettle ? await waitUntilNothingRuns(folder) : [];
  if (running.length > 0) return { isDone, stderr, problem: `still running: ${running.join('; ')}` };
  const problem = !isDone && existsSync(join(folder, 'out.png')) ? `an image, but exit code ${code}` : null;
  return { isDone, stderr, problem };
}

function masterWords(job: Job, scene: string, folder: string): string[] {
  const { bands, schedule, keepState, isResumed, isForced, setting } = job;
  const { width, height } = size;
  const output = join(folder, 'out.png');
  const image = ['-n', `${bands}`, '-x', `${width}`, '-y', `${height}`, '--scene', scene, '-o', output];
  const workers = [
    '--hosts',
    hostsOf(job).join(),
    '--via',
    'local',
    '--jobs',
    '3',
    '--worker',
    `'${process.execPath}' '${worker}'`,
  ];
  const manner = ['-p', join(folder, 'job'), '--schedule', schedule, '--retries', '9', '--stall', '3'];
  const switches = [keepState ? '--keep-state' : null, isResumed ? '--resume' : null, isForced ? '-f' : null];
  const given = switches.filter((word) => word !== null);
  return [...image, ...workers, ...manner, ...given, '--', ...wordsOf(setting)];
}

// This file is also part of a bundle in a folder beside this one.
const worker = join(import.meta.dirname, '../sequences/disturbed-worker.mjs');
