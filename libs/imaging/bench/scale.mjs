// Prints how the time and memory of composing grow with the number of parts, from bands in three orders and from paths:
// node libs/imaging/bench/scale.mjs [--counts 1000,2000,4000,8000] [--orders "in order,arguments"] [--folder FOLDER]
// The exponent is that of the processor's time from one count to the next: 1 is linear, 2 quadratic.
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
print('order', 'parts', 's', 'CPU s', 'exponent', 'MiB');
for (const order of values.orders.split(',')) {
  let before = null;
  for (const count of counts) {
    const [seconds, cpu, mebibytes] = run('compose', count, order).split(' ').map(Number);
    const exponent = before === null ? null : Math.log(cpu / before.cpu) / Math.log(count / before.count);
    print(order, count, seconds.toFixed(2), cpu.toFixed(2), exponent?.toFixed(2) ?? '', mebibytes.toFixed(0));
    before = { cpu, count };
  }
}

function print(order, ...columns) {
  console.log([order.padEnd(10), ...columns.map((column) => String(column).padStart(8))].join('  '));
}

function run(verb, count, order = '') {
  const command = `ulimit -n ${openFiles}; exec node '${program}' ${verb} '${folder}' ${count} '${order}'`;
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
