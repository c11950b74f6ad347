// Prints how long composing and cropping take, ours and others: npm run bench:imaging [-- --runs 5 --sizes 3200x2400,...]
// Needs the Debian packages time, imagemagick, netpbm, libvips-tools; what is not there is left out, and said so.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '3200x2400,9600x7200,24000x18000' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const here = import.meta.dirname;
const programs = join(here, '../dist/bench/programs.mjs');
await build({
  entryPoints: [join(here, 'programs.ts')],
  outfile: programs,
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

const quote = (words) => words.map((word) => `'${word}'`).join(' ');
const node = (file, ...args) => `node ${quote([file, ...args])}`;

const start = median(repeat(() => measure('node -e 0').seconds));
console.log(
  `node -e 0: ${start.toFixed(2)} s. Medians of ${values.runs}. None is brought to the disk before it ends.\n`,
);
for (const size of values.sizes.split(',')) {
  const [width, height] = size.split('x').map(Number);
  for (const content of ['flat', 'noisy']) {
    benchCompose(size, width, height, content);
    benchCrop(size, width, height, content);
  }
}

function benchCompose(size, width, height, content) {
  const parts = join(folder, 'parts');
  mkdirSync(parts);
  run(node(programs, 'make-parts', parts, width, height, content));
  const paths = readdirSync(parts)
    .sort()
    .map((name) => join(parts, name));
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const out = join(folder, 'out.png');
  const all = quote(paths);
  console.log(`compose ${size} ${content}, eight parts, ${(bytes / 1e6).toFixed(1)} MB`);
  const cat = row('cat', `cat ${all} > '${out}'`);
  row('ours', node(programs, 'compose', out, height, ...paths), cat);
  row('sharp', node(join(here, 'by-sharp.mjs'), 'compose', out, ...paths), cat);
  row('ImageMagick', `convert ${all} -append '${out}'`, cat);
  const decoded = paths.map((path, i) => `pngtopam '${path}' > '${folder}/${i}.pam'`).join(' && ');
  const pams = paths.map((_, i) => `'${folder}/${i}.pam'`).join(' ');
  row('netpbm', `${decoded} && pnmcat -topbottom ${pams} | pnmtopng > '${out}'`, cat);
  row('vips', `vips arrayjoin "${paths.join(' ')}" '${out}' --across 1`, cat);
  for (const which of ['bottom', 'top']) {
    const times = repeat(() => Number(run(node(programs, 'last-band', out, height, which, ...paths))));
    console.log(`  after the last band, the ${which} one: ${median(times).toFixed(2)} s`);
  }
  rmSync(parts, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  console.log();
}

function benchCrop(size, width, height, content) {
  const [input, out] = [join(folder, 'render.png'), join(folder, 'part.png')];
  run(node(programs, 'make-render', input, width, height, content));
  const [first, last] = [Math.floor((height * 4) / 8) + 1, Math.floor((height * 5) / 8)];
  console.log(
    `crop ${size} ${content}, one eighth of a render, ${(statSync(input).size / 1e6).toFixed(1)} MB`,
  );
  const cat = row('cat', `cat '${input}' > '${out}'`);
  row('ours', node(programs, 'crop', input, out, first, last), cat);
  row('sharp', node(join(here, 'by-sharp.mjs'), 'crop', out, input, width, first, last), cat);
  const region = `${width}x${last - first + 1}+0+${first - 1}`;
  row('ImageMagick', `convert '${input}' -crop ${region} +repage '${out}'`, cat);
  console.log();
}

/** Measures a command, prints it as a line, and gives its seconds. */
function row(name, command, cat = null) {
  const found = repeat(() => measure(command));
  const failed = found.find(({ error }) => error);
  if (failed) {
    console.log(`  ${name.padEnd(12)} failed: ${failed.error}`);
    return NaN;
  }
  const seconds = median(found.map((one) => one.seconds));
  const mebibytes = median(found.map((one) => one.mebibytes));
  const columns = [`${seconds.toFixed(2).padStart(7)} s`, `${mebibytes.toFixed(0).padStart(6)} MiB`];
  if (cat !== null) {
    columns.push(`${(seconds / cat).toFixed(1).padStart(7)} x cat`);
    columns.push(`${(seconds / (cat + start)).toFixed(2).padStart(7)} x (cat + node)`);
  }
  console.log(`  ${name.padEnd(12)} ${columns.join('  ')}`.trimEnd());
  return seconds;
}

/** Wall time, and the memory of the largest process of the command. */
function measure(command) {
  const begin = performance.now();
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%M', 'sh', '-c', command], {
    encoding: 'utf8',
  });
  const seconds = (performance.now() - begin) / 1000;
  const lines = stderr.trim().split('\n');
  const kibibytes = Number(lines.at(-1));
  return { seconds, mebibytes: kibibytes / 1024, error: status === 0 ? null : lines[0].slice(0, 80) };
}

function run(command) {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function repeat(action) {
  const found = [];
  for (let i = 0; i < Number(values.runs); i += 1) {
    found.push(action());
    if (found[i]?.error) break;
  }
  return found;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
