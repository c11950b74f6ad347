import { linkJob, width, writeBands } from './job-folders.mjs';
import { command, runMeasured } from './run-measured.mjs';

/** td-dispatch --resume, where nothing is left to do. */
export async function resumeJobs({ folder, parts, table }) {
  const made = await parts();
  const resume = (count) => resumeJob(folder, made, count);
  await table('td-dispatch --resume, by number of finished bands', {
    'no lockfile any more': (count) => {
      linkJob(folder, made, count);
      return resume(count);
    },
    'a lockfile with their lines': async (count) => {
      linkJob(folder, made, count);
      await resume(count);
      return resume(count);
    },
  });
}

/** Resumes the job in the folder `job`, all bands of which are there; then it has a lockfile with their lines. */
export function resumeJob(folder, { names, scene }, count) {
  const bands = names.slice(0, count).map((_, i) => [i + 1, i + 1, '-', '-', '-']);
  const args = [
    '-x',
    width,
    '-y',
    count,
    '-p',
    `${folder}/job`,
    '--scene',
    scene,
    '--worker',
    'false',
    '--resume',
  ];
  const words = command('td-dispatch', ...args.map(String), '--via', 'local');
  return runMeasured(words, { stdin: writeBands(folder, bands) });
}
