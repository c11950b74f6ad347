// Records what each row of a scene costs: renders the scene once, with one thread, and watches the state file, to which
// POV-Ray adds each finished block. Prints lines `first last seconds`, in seconds of one processor.
//
//   node tools/simulate/record.mjs SCENE WIDTH HEIGHT [POV-Ray options; +A0.3 if there are none] >MAP
//   node tools/simulate/record.mjs all          records tools/simulate/maps anew; takes ten minutes
//
// WIDTH and HEIGHT have to be multiples of 60: there are 60 block rows, or fewer of four rows each.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openExamples } from '../exactness/example-scenes.mjs';
import { measureRows } from './measure-rows.mjs';
import { scenes } from './scenes.mjs';

const antiAliased = ['+A0.3'];

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
  for (const size of [width, height])
    if (!(size > 0 && size % 60 === 0)) throw new Error(`Expected a multiple of 60, got ${size}`);
  const blockSize = Math.max(4, height / 60);
  const { rows, parseSeconds } = await measureRows({ width, height, blockSize, words });
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    `# ${name}, ${width}x${height}, ${versionOfPovray()}`,
    `# ${total.toFixed(1)} s of one processor, and ${parseSeconds.toFixed(2)} s before the first pixel`,
    ...rows.map(({ first, last, seconds }) => `${first}\t${last}\t${seconds.toFixed(4)}`),
  ].join('\n');
}

function versionOfPovray() {
  const text = execFileSync('sh', ['-c', 'povray --version 2>&1'], { encoding: 'utf8' });
  return text.match(/^POV-Ray \S+/m)?.[0] ?? 'POV-Ray';
}
