// Prints how the time and memory of composing grow with the number of parts, from bands in three orders and from paths:
// node libs/imaging/bench/scale.mjs [--counts 1000,2000,4000,8000] [--orders "in order,arguments"] [--folder FOLDER]
// The exponent is that of the growth from one count to the next: 1 is linear, 2 quadratic.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    counts: { type: 'string', default: '1000,2000,4000,8000,16000' },
    orders: { type: 'string', default: 'in order,reverse,shuffled,arguments' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const counts = values.counts.split(',').map(Number);
const openFiles = 256;
const program = join(import.meta.dirname, '../dist/bench/many-parts.mjs');
await build({
  entryPoints: [join(import.meta.dirname, 'many-parts.ts')],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['sharp'],
  logLevel: 'error',
});
const folder = mkdtempSync(join(values.folder, 'bench-imaging-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

run('make', Math.max(...counts));
console.log(`Parts of one row, at most ${openFiles} open files\n`);
console.log(
  `${'order'.padEnd(10)}  ${'parts'.padStart(6)}  ${'s'.padStart(7)}  exponent  ${'MiB'.padStart(5)}`,
);
for (const order of values.orders.split(',')) {
  let before = null;
  for (const count of counts) {
    const [seconds, mebibytes] = run('compose', count, order).split(' ').map(Number);
    const exponent =
      before === null ? '' : (Math.log(seconds / before.seconds) / Math.log(count / before.count)).toFixed(2);
    const columns = [order.padEnd(10), String(count).padStart(6), seconds.toFixed(2).padStart(7)];
    console.log([...columns, exponent.padStart(8), mebibytes.toFixed(0).padStart(5)].join('  '));
    before = { seconds, count };
  }
}

function run(verb, count, order = '') {
  const command = `ulimit -n ${openFiles}; exec node '${program}' ${verb} '${folder}' ${count} '${order}'`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
