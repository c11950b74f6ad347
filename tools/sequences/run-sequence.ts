import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Pictures } from './pictures.ts';
import { differentPixels, pixelsOf } from './pixels.ts';
import { runRound } from './run-round.ts';
import { hostsOf, type Sequence } from './sequence.ts';
import { splitRowsIn } from './split-rows.ts';

export interface Outcome {
  /** How many differ from the uncut image. */
  readonly pixels: number;
  /** What went wrong; null = nothing, besides pixels. */
  readonly problem: string | null;
  /** Where bands were cut short. */
  readonly splitRows: readonly number[];
  /** How often a host rendered blocks for another one. */
  readonly shared: number;
  /** How many attempts went on with what another one had left. */
  readonly continued: number;
  /** How many runs of td-master there were. */
  readonly runs: number;
  /** How many kept states are left when all is done. */
  readonly statesLeft: number;
}

/**
 * Renders an image through splits, kills and resumes.
 * @param folder is created; it is removed if all is well
 */
export async function runSequence(sequence: Sequence, pictures: Pictures, folder: string): Promise<Outcome> {
  await mkdir(folder);
  const hosts = hostsOf(sequence);
  if (sequence.knowsTransfer) await pictures.transfers.giveTo(hosts, sequence.setting, folder);
  const { runs, problem: failure } = await runRounds(sequence, pictures.scene, folder);
  const uncut = await pictures.uncut(sequence.setting);
  const image = failure === null ? await pixelsOf(join(folder, 'out.png')) : null;
  const pixels = image === null ? 0 : differentPixels(uncut, image);
  const isBroken = failure === null && image === null;
  const problem = isBroken ? 'the image is no whole PNG' : failure;
  const statesLeft = await countStates(folder);
  const log = await readFile(join(folder, 'log'), 'utf8');
  if (problem === null && pixels === 0) await rm(folder, { recursive: true });
  else await writeFile(join(folder, 'sequence.json'), JSON.stringify(sequence, null, 2));
  const continued = [...log.matchAll(/ ended .*continued=/g)].length;
  const shared = [...log.matchAll(/^shared /gm)].length;
  return { pixels, problem, runs, shared, continued, statesLeft, splitRows: splitRowsIn(log) };
}

async function runRounds(
  sequence: Sequence,
  scene: string,
  folder: string,
): Promise<Pick<Outcome, 'runs' | 'problem'>> {
  let runs = 0;
  let stderr = '';
  for (const round of sequence.rounds) {
    // Killed between making the lockfile and the job file: then td-master cannot know whose lockfile it is, and advises -f.
    for (const isForced of [false, true]) {
      const job = { ...sequence, isResumed: runs > 0, isForced };
      const end = await runRound(job, round, scene, folder);
      runs += 1;
      ({ stderr } = end);
      if (end.isDone || end.problem !== null) return { runs, problem: end.problem };
      if (!stderr.includes('-f takes over')) break;
    }
  }
  return { runs, problem: `the last td-master failed: ${stderr}` };
}

/** How many kept states there are on the hosts, whose folders for temporary files are in the sequence's. */
async function countStates(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => basename(name).startsWith('.td-state-')).length;
}
