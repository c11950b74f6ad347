import { execa } from 'execa';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { height, samplesOf, width } from './pictures.mjs';

/** Seconds of processor time that the first render of a scene may take. */
const cpuLimit = 20;
/** Seconds after which a render of a busy machine is given up. */
const longest = 600;
const threadTimes = 4;
const bands = 5;
const master = resolve(import.meta.dirname, '../../node_modules/.bin/td-master');

/**
 * One uncut render, in an empty folder, as td-worker would render it.
 * @returns {Promise<{ samples: Buffer | null, seconds: number, reason: string | null }>}
 */
export async function renderUncut(scene, threads) {
  return withFolder(async (folder) => {
    const output = join(folder, 'uncut.png');
    const limit = threads === 1 ? cpuLimit : cpuLimit * threadTimes;
    const words = [
      `+FN`,
      `+A0.3`,
      `+WT${threads}`,
      `+L${dirname(scene)}`,
      `+I${scene}`,
      `+W${width}`,
      `+H${height}`,
      `-D`,
      `+O${output}`,
    ];
    const limited = ['-c', `ulimit -t ${limit}; exec povray "$@"`, 'sh', ...words];
    const start = performance.now();
    const end = await execa('sh', limited, { cwd: folder, reject: false, timeout: longest * 1000 });
    const seconds = (performance.now() - start) / 1000;
    if (end.exitCode === 0) return { samples: await samplesOf(output), seconds, reason: null };
    const isSlow = end.timedOut || ['SIGXCPU', 'SIGKILL'].includes(end.signal);
    return { samples: null, seconds, reason: isSlow ? 'slow' : reasonIn(end.stderr) };
  });
}

/** The same picture in bands, through td-master and td-worker. */
export async function renderInBands(scene, threads) {
  return withFolder(async (folder) => {
    const output = join(folder, 'bands.png');
    const words = [`-n${bands}`, `-x${width}`, `-y${height}`, '-p', join(folder, 'job'), '--scene', scene];
    const options = { cwd: folder, reject: false, timeout: longest * 1000 };
    const end = await execa(
      master,
      [...words, '-o', output, '--via', 'local', '--', '+A0.3', `+WT${threads}`],
      options,
    );
    if (end.exitCode === 0) return { samples: await samplesOf(output), reason: null };
    return { samples: null, reason: end.timedOut ? 'slow' : lastLine(end.stderr) };
  });
}

/** What td-master writes to stderr before it starts a worker, for a job in which no worker can succeed. */
export async function stderrOfMaster(scene, options) {
  return withFolder(async (folder) => {
    const words = [`-n${bands}`, `-x${width}`, `-y${height}`, '-p', join(folder, 'job'), '--scene', scene];
    const rest = ['-o', join(folder, 'no.png'), '--via', 'local', '--worker', 'false', '--retries', '0'];
    const end = await execa(master, [...words, ...rest, '--', '+A0.3', ...options], {
      cwd: folder,
      reject: false,
    });
    return end.stderr.replaceAll(scene, 'SCENE');
  });
}

async function withFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), 'td-exactness-run-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** POV-Ray's own words, which it breaks into lines. */
function reasonIn(messages) {
  const errors = [...messages.matchAll(/Error:\s+([^]*?)\n(?=File '|Fatal|Render|$)/gi)];
  const texts = errors.map((match) => match[1].replaceAll(/\s+/g, ' '));
  return texts.find((text) => text.startsWith('Cannot find')) ?? texts.at(-1) ?? lastLine(messages);
}

function lastLine(text) {
  return text.trim().split('\n').at(-1);
}
