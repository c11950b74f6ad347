// Prints how long composing and cropping take, ours and others: npm run bench:imaging [-- --runs 5 --sizes 3200x2400,...]
// Needs the built commands (npm run build) and the Debian packages time, netpbm; imagemagick and libvips-tools where
// they are there. Takes a quarter of an hour or so, and 5 GB in the folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

// It has every start of Node load all certificates, which users' machines are not set up for.
delete process.env.NODE_EXTRA_CA_CERTS;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '3200x2400,9600x7200,24000x18000' },
    folder: { type: 'string', default: tmpdir() },
    commands: { type: 'string', default: join(import.meta.dirname, '../../../node_modules/.bin') },
  },
});
/** What takes longer, and is not ours, is not run again. */
const longSeconds = 20;
const mostSeconds = 900;
const here = import.meta.dirname;
const [tdCompose, tdCrop] = ['td-compose', 'td-crop'].map((name) => join(values.commands, name));
if (!existsSync(tdCompose) || spawnSync(tdCrop, ['--version']).status !== 0) {
  console.error('The commands are not built: npm run build');
  process.exit(1);
}
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

const start = measureOften('node -e 0').seconds;
console.log(
  `node -e 0: ${start.toFixed(3)} s. Medians of ${values.runs} runs; "1 run" of what takes over 20 s.`,
);
console.log('MiB is the memory of the largest process. Nothing is brought to the disk before it ends.\n');
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
    .filter((name) => name.endsWith('.png'))
    .sort()
    .map((name) => join(parts, name));
  const out = join(folder, 'out.png');
  const all = quote(paths);
  console.log(`compose ${size} ${content}, eight parts, ${megabytes(paths)} MB`);
  const cat = measureOften(`cat ${all} > '${out}'`);
  print('cat', cat);
  const ours = measureOften(`'${tdCompose}' -o '${out}' ${all}`);
  print('ours', ours, cat);
  const decoded = paths.map((path, i) => `pngtopam '${path}' > '${folder}/${i}.pam'`).join(' && ');
  const pams = paths.map((_, i) => `'${folder}/${i}.pam'`).join(' ');
  compare(ours, cat, {
    sharp: node(join(here, 'by-sharp.mjs'), 'compose', out, ...paths),
    ImageMagick: `convert ${all} -append '${out}'`,
    netpbm: `${decoded} && pnmcat -topbottom ${pams} | pnmtopng > '${out}'`,
    vips: `vips arrayjoin "${paths.join(' ')}" '${out}' --across 1`,
  });
  for (const which of ['bottom', 'top']) {
    const times = Array.from({ length: Number(values.runs) }, () =>
      Number(run(node(programs, 'last-band', out, height, which, ...paths))),
    );
    const allowed = which === 'bottom' ? 0.2 : cat.seconds + 0.2;
    console.log(
      `  after the last band, the ${which} one: ${median(times).toFixed(2)} s (at most ${allowed.toFixed(2)})`,
    );
  }
  empty();
}

function benchCrop(size, width, height, content) {
  const [input, out] = [join(folder, 'render.png'), join(folder, 'part.png')];
  // As POV-Ray's own: libpng's defaults, chunks of 8 KiB, each line by the filter that promises most.
  run(`${node(programs, 'print-render', width, height, content)} | pnmtopng -force -quiet > '${input}'`);
  const [first, last] = [Math.floor((height * 4) / 8) + 1, Math.floor((height * 5) / 8)];
  console.log(`crop ${size} ${content}, one eighth of a render, ${megabytes([input])} MB`);
  const cat = measureOften(`cat '${input}' > '${out}'`);
  print('cat', cat);
  const ours = measureOften(`'${tdCrop}' --rows ${first}-${last} < '${input}' > '${out}'`);
  print('ours', ours, cat);
  const region = `${width}x${last - first + 1}+0+${first - 1}`;
  compare(ours, cat, {
    sharp: node(join(here, 'by-sharp.mjs'), 'crop', out, input, width, first, last),
    ImageMagick: `convert '${input}' -crop ${region} +repage '${out}'`,
  });
  empty();
}

/** Measures the others, and prints how ours compares with each and with the best. */
function compare(ours, cat, others) {
  const found = Object.entries(others).map(([name, command]) => {
    const one = measureOften(command, true);
    print(name, one, cat);
    return { name, ...one };
  });
  const able = found.filter(({ error }) => error === null).sort((a, b) => a.seconds - b.seconds);
  if (ours.error !== null) return;
  const ratios = able.map(({ name, seconds }) => `${name} ${(seconds / ours.seconds).toFixed(1)}`);
  console.log(`  the others / ours, the best first: ${ratios.join(', ') || 'none could'}`);
}

function print(name, { seconds, mebibytes, runs, error }, cat = null) {
  if (error !== null) {
    console.log(`  ${name.padEnd(12)} failed: ${error}`);
    return;
  }
  const columns = [`${seconds.toFixed(2).padStart(7)} s`, `${mebibytes.toFixed(0).padStart(6)} MiB`];
  if (cat !== null) {
    columns.push(`${(seconds / cat.seconds).toFixed(1).padStart(6)} x cat`);
    columns.push(`${(seconds / start).toFixed(1).padStart(6)} x node`);
    columns.push(`${(seconds / (cat.seconds + start)).toFixed(2).padStart(6)} x (cat + node)`);
  }
  if (runs !== Number(values.runs)) columns.push(`${runs} run`);
  console.log(`  ${name.padEnd(12)} ${columns.join('  ')}`);
}

function measureOften(command, onceIfLong = false) {
  const found = [measure(command)];
  const long = onceIfLong && found[0].seconds > longSeconds;
  while (!long && found[0].error === null && found.length < Number(values.runs)) found.push(measure(command));
  return {
    seconds: median(found.map((one) => one.seconds)),
    mebibytes: median(found.map((one) => one.mebibytes)),
    runs: found.length,
    error: found.find(({ error }) => error !== null)?.error ?? null,
  };
}

/** Wall time, and the memory of the largest process of the command. */
function measure(command) {
  const begin = performance.now();
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%M', 'sh', '-c', command], {
    encoding: 'utf8',
    timeout: mostSeconds * 1000,
  });
  const seconds = (performance.now() - begin) / 1000;
  const lines = stderr.trim().split('\n');
  const why = status === null ? `took over ${mostSeconds} s` : lines[0].slice(0, 80);
  return { seconds, mebibytes: Number(lines.at(-1)) / 1024, error: status === 0 ? null : why };
}

function run(command) {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function empty() {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  console.log();
}

function megabytes(paths) {
  return (paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6).toFixed(1);
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}
