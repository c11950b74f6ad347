import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { linkJob, writeBands } from './job-folders.mjs';
import { resumeJob } from './resume-jobs.mjs';
import { command, runMeasured } from './run-measured.mjs';

/** td-compose -c: what it takes more than td-compose without -c is the closing. */
export async function closeJobs({ folder, parts, table }) {
  const made = await parts();
  const measure = async (count) => {
    const job = linkJob(folder, made, count);
    await resumeJob(folder, made, count);
    const done = made.names
      .slice(0, count)
      .map((name, i) => [i + 1, i + 1, 'pi110', 'done', join(job, name)]);
    const args = ['-y', `${count}`, '-o', join(folder, 'image.png'), '-c', '-p', job];
    const result = await runMeasured(command('td-compose', ...args), { stdin: writeBands(folder, done) });
    if (existsSync(join(job, made.names[0]))) throw new Error(`${job}: Expected no part any more`);
    return result;
  };
  await table('td-compose -c, by number of parts', { 'parts of one row': measure });
}
