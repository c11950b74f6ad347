import { join } from 'node:path';
import { linkJob, writeBands } from './job-folders.mjs';
import { command, runMeasured } from './run-measured.mjs';

/** td-compose, of parts of one row each. */
export async function composeParts({ folder, parts, table }) {
  const made = await parts();
  const output = join(folder, 'image.png');
  const fromStdin = (order) => (count) => {
    const job = linkJob(folder, made, count);
    const done = made.names
      .slice(0, count)
      .map((name, i) => [i + 1, i + 1, 'pi110', 'done', join(job, name)]);
    const stdin = writeBands(folder, order(done));
    return runMeasured(command('td-compose', '-y', `${count}`, '-o', output), { stdin });
  };
  const asArguments = (count) => {
    const job = linkJob(folder, made, count);
    const paths = made.names.slice(0, count).map((name) => join(job, name));
    return runMeasured(command('td-compose', '-o', output, ...paths));
  };
  await table('td-compose with ulimit -n 256, by number of parts', {
    'on stdin, in order': fromStdin((bands) => bands),
    'on stdin, in reverse': fromStdin((bands) => bands.toReversed()),
    'on stdin, shuffled': fromStdin(shuffled),
    'as arguments': asArguments,
  });
}

/** The same at every run. By xorshift. */
function shuffled(items) {
  let state = 12_345;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
