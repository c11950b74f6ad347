// Prints how long td-compose and td-crop take, and other programs for the same:
// npm run bench:imaging [-- --runs 5 --sizes 3200x2400,...]
// Needs the built commands (npm run build) and the Debian packages time and netpbm; also measures imagemagick and
// libvips-tools where they are installed. Takes about a quarter of an hour, and 5 GB in the folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleSource } from '../../../tools/bundle-source.mjs';
import { measureOften, median, run } from './measure.mjs';

// With it, Node loads all certificates at every start, which it does not on users' machines.
delete process.env.NODE_EXTRA_CA_CERTS;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '3200x2400,9600x7200,24000x18000' },
    folder: { type: 'string', default: tmpdir() },
    commands: { type: 'string', default: join(import.meta.dirname, '../../../node_modules/.bin') },
  },
});
const here = import.meta.dirname;
const [tdCompose, tdCrop] = ['td-compose', 'td-crop'].map((name) => join(values.commands, name));
if (!existsSync(tdCompose) || spawnSync(tdCrop, ['--version']).status !== 0) {
  console.error('The commands are not built: npm run build');
  process.exit(1);
}
const programs = await bundleSource(join(here, 'programs.ts'), join(here, '../dist/bench/programs.mjs'));
const folder = mkdtempSync(join(values.folder, 'bench-imaging-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

const quote = (words) => words.map((word) => `'${word}'`).join(' ');
const node = (file, ...args) => `node ${quote([file, ...args])}`;

const runs = Number(values.runs);
const start = measureOften('node -e 0', runs).seconds;
console.log(
  `node -e 0: ${start.toFixed(3)} s. Medians of ${values.runs} runs; "1 run" for what takes over 20 s.`,
);
console.log('MiB is the memory of the largest process. No output is synced to the disk.\n');
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
  const cat = measureOften(`cat ${all} > '${out}'`, runs);
  print('cat', cat);
  const ours = measureOften(`'${tdCompose}' -o '${out}' ${all}`, runs);
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
    const times = Array.from({ length: runs }, () =>
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
  // As a renderer writes it: libpng's defaults, chunks of 8 KiB, and for each line the filter that promises most.
  run(`${node(programs, 'print-render', width, height, content)} | pnmtopng -force -quiet > '${input}'`);
  const [first, last] = [Math.floor((height * 4) / 8) + 1, Math.floor((height * 5) / 8)];
  console.log(`crop ${size} ${content}, one eighth of a render, ${megabytes([input])} MB`);
  const cat = measureOften(`cat '${input}' > '${out}'`, runs);
  print('cat', cat);
  const ours = measureOften(`'${tdCrop}' --rows ${first}-${last} < '${input}' > '${out}'`, runs);
  print('ours', ours, cat);
  const region = `${width}x${last - first + 1}+0+${first - 1}`;
  compare(ours, cat, {
    sharp: node(join(here, 'by-sharp.mjs'), 'crop', out, input, width, first, last),
    ImageMagick: `convert '${input}' -crop ${region} +repage '${out}'`,
  });
  empty();
}

/** Measures other programs, and prints how ours compares with each of them. */
function compare(ours, cat, others) {
  const found = Object.entries(others).map(([name, command]) => {
    const one = measureOften(command, runs, true);
    print(name, one, cat);
    return { name, ...one };
  });
  const able = found.filter(({ error }) => error === null).sort((a, b) => a.seconds - b.seconds);
  if (ours.error !== null) return;
  const ratios = able.map(({ name, seconds }) => `${name} ${(seconds / ours.seconds).toFixed(1)}`);
  console.log(`  the others / ours, the best first: ${ratios.join(', ') || 'none could'}`);
}

function print(name, { seconds, mebibytes, count, error }, cat = null) {
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
  if (count !== runs) columns.push(`${count} run`);
  console.log(`  ${name.padEnd(12)} ${columns.join('  ')}`);
}

function empty() {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  console.log();
}

function megabytes(paths) {
  return (paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6).toFixed(1);
}
