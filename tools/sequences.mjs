// Renders small images through random sequences of splits, kills and resumes, with real td-master, td-worker and POV-Ray, and compares
// each with the uncut image. First it splits an image at every row of blocks. Exits 1 if a pixel differs, if a job fails or hangs, or if
// a process is left. The files of such a sequence stay in its folder.
//
//   npm run sequences -- [--count 200] [--seed N] [--lanes 2]
//
// --count N  how many random sequences
// --seed N   the seed of the first one; the next have N + 1, N + 2, ... What happens when also depends on the machine.
// --lanes N  how many run at the same time
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleSource } from './bundle-source.mjs';

const usage = 'usage: npm run sequences -- [--count 200] [--seed N] [--lanes 2]';
const values = readOptions();

// It makes every start of Node load certificates, which does not happen on users' machines.
delete process.env.NODE_EXTRA_CA_CERTS;

const folder = mkdtempSync(join(import.meta.dirname, '.sequences-'));
try {
  const program = await bundleSource(join(import.meta.dirname, 'sequences/run.ts'), join(folder, 'run.mjs'));
  const words = [program, values.count, values.seed, values.lanes];
  process.exitCode = await run(words);
} finally {
  rmSync(folder, { recursive: true });
}

/** Passes signals on, so that nothing is left. @returns the exit code */
function run(words) {
  // In a group of its own, so that a Ctrl-C does not come twice.
  const program = spawn(process.execPath, words, { stdio: 'inherit', detached: true });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal));
  return new Promise((resolve) => program.on('close', (code) => resolve(code ?? 1)));
}

function readOptions() {
  const options = {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    lanes: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  };
  try {
    const { help, ...numbers } = parseArgs({ options }).values;
    if (help) {
      console.log(usage);
      process.exit(0);
    }
    for (const [name, value] of Object.entries(numbers)) {
      if (!/^\d{1,9}$/.test(value)) throw new Error(`--${name}: Expected a whole number, got "${value}"`);
    }
    return numbers;
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}
