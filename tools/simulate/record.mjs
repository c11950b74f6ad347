// Records what the rows of a scene cost: renders the scene once, with one thread, and watches the state file, to which POV-Ray adds
// each finished block. Prints lines `first last seconds # columns`, in seconds of one processor; the columns are milliseconds of
// up to twenty equally wide parts of these rows, from left to right.
//
//   node tools/simulate/record.mjs SCENE WIDTH HEIGHT [POV-Ray options; +A0.3 if there are none] >MAP
//   node tools/simulate/record.mjs all          records tools/simulate/maps anew; takes ten minutes
//
// HEIGHT has to be a multiple of 60, and WIDTH a multiple of both HEIGHT / 60 and 4: there are 60 block rows, or fewer of four rows each.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openExamples } from '../exactness/example-scenes.mjs';
import { measureRows } from './measure-rows.mjs';
import { scenes } from './scenes.mjs';

const antiAliased = ['+A0.3'];
const mostColumns = 20;

const [scene, width, height, ...options] = process.argv.slice(2);
if (scene === 'all') {
  await recordExamples();
} else {
  const words = [`+I${scene}`, ...(options.length > 0 ? options : antiAliased)];
  console.log(await record(scene, Number(width), Number(height), words));
}

/** Renders one after the other, to be fair to whoever else uses the machine. */
async function recordExamples() {
  const examples = openExamples();
  try {
    for (const { name, map, width, height } of scenes) {
      const path = examples.pathOf(name);
      const text = await record(name, width, height, [`+I${path}`, `+L${dirname(path)}`, ...antiAliased]);
      writeFileSync(join(import.meta.dirname, 'maps', `${map}.txt`), `${text}\n`);
      console.error(`${map}: ${text.split('\n')[1]}`);
    }
  } finally {
    examples.close();
  }
}

async function record(name, width, height, words) {
  if (!(height > 0 && height % 60 === 0))
    throw new Error(`Expected a height that is a multiple of 60, got ${height}`);
  const blockSize = Math.max(4, height / 60);
  if (!(width > 0 && width % blockSize === 0))
    throw new Error(`Expected a width that is a multiple of ${blockSize}, got ${width}`);
  const { rows, parseSeconds } = await measureRows({ width, height, blockSize, words });
  const strips = rows.map(({ first, last, blocks }) => ({ first, last, columns: columnsOf(blocks) }));
  const total = sum(strips.flatMap(({ columns }) => columns));
  return [
    `# ${name}, ${width}x${height}, ${versionOfPovray()}`,
    `# ${total.toFixed(1)} s of one processor, and ${parseSeconds.toFixed(2)} s before the first pixel`,
    ...strips.map(({ first, last, columns }) => {
      const milliseconds = columns.map((seconds) => (1_000 * seconds).toFixed(1));
      return `${first}\t${last}\t${sum(columns).toFixed(4)} # ${milliseconds.join(' ')}`;
    }),
  ].join('\n');
}

/** Joins blocks until there are no more columns than wanted, all of the same width. */
function columnsOf(blocks) {
  let count = mostColumns;
  while (blocks.length % count !== 0) count -= 1;
  const each = blocks.length / count;
  return Array.from({ length: count }, (_, i) => sum(blocks.slice(i * each, (i + 1) * each)));
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}

function versionOfPovray() {
  const text = execFileSync('sh', ['-c', 'povray --version 2>&1'], { encoding: 'utf8' });
  return text.match(/^POV-Ray \S+/m)?.[0] ?? 'POV-Ray';
}
