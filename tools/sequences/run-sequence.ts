import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pictures } from './pictures.ts';
import { differentPixels, pixelsOf } from './pixels.ts';
import { runRound } from './run-round.ts';
import type { Sequence } from './sequence.ts';
import { splitRowsIn } from './split-rows.ts';

export interface Outcome {
  /** How many differ from the uncut image. */
  readonly pixels: number;
  /** What went wrong; null = nothing, besides pixels. */
  readonly problem: string | null;
  /** Where bands were cut short. */
  readonly splitRows: readonly number[];
  /** How many attempts went on with what another one had left. */
  readonly continued: number;
  /** How many runs of td-master there were. */
  readonly runs: number;
}

/**
 * Renders an image through splits, kills and resumes.
 * @param folder is created; it is removed if all is well
 */
export async function runSequence(sequence: Sequence, pictures: Pictures, folder: string): Promise<Outcome> {
  await mkdir(folder);
  const { runs, problem } = await runRounds(sequence, pictures.scene, folder);
  const image = join(folder, 'out.png');
  const uncut = await pictures.uncut(sequence.setting);
  const pixels = problem === null ? differentPixels(uncut, await pixelsOf(image)) : 0;
  const log = await readFile(join(folder, 'log'), 'utf8');
  if (problem === null && pixels === 0) await rm(folder, { recursive: true });
  else await writeFile(join(folder, 'sequence.json'), JSON.stringify(sequence, null, 2));
  const continued = [...log.matchAll(/ ended .*continued=/g)].length;
  return { pixels, problem, runs, continued, splitRows: splitRowsIn(log) };
}

async function runRounds(
  sequence: Sequence,
  scene: string,
  folder: string,
): Promise<Pick<Outcome, 'runs' | 'problem'>> {
  for (const [i, round] of sequence.rounds.entries()) {
    const runs = i + 1;
    const { isDone, problem, stderr } = await runRound(
      { ...sequence, isResumed: i > 0 },
      round,
      scene,
      folder,
    );
    if (isDone || problem !== null) return { runs, problem };
    if (runs === sequence.rounds.length) return { runs, problem: `the last td-master failed: ${stderr}` };
  }
  return { runs: 0, problem: 'no td-master was run' };
}
