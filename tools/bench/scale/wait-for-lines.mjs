import { linkJob, writeBands, writeLockfile } from './job-folders.mjs';
import { command, runMeasured } from './run-measured.mjs';

/** td-wait, of bands whose lines are among ten times as many. */
export async function waitForLines({ folder, parts, table }) {
  const made = await parts();
  const measure = (count) => {
    const job = linkJob(folder, made, count);
    writeLockfile(job, count, 10);
    const bands = made.names.slice(0, count).map((_, i) => [i + 1, i + 1, 'pi110', 'started', '-']);
    return runMeasured(command('td-wait', '-p', job, '--deadline', '600'), {
      stdin: writeBands(folder, bands),
    });
  };
  await table('td-wait with ten lines for each band, by number of bands', { 'from stdin': measure });
}
