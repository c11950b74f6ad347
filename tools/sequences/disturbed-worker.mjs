// Stands between td-master and td-worker: passes on what they say, and disturbs the attempt by its plan. FOLDER/plan.json has the
// steps for each attempt, in the order in which they start; see sequence.ts. Each host has a folder of its own for temporary files.
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdRenderer, renderersOf } from './renderer-process.mjs';

const { TD_SEQUENCE: folder, TD_SEQUENCE_WORKER: program } = process.env;
const killedCode = 137;
const longestAnswerMs = 5_000;
const words = process.argv.slice(2);
const numberAfter = (start) => Number(words.find((word) => word.startsWith(start)).slice(start.length));
let rows = { first: numberAfter('+SR'), last: numberAfter('+ER') };
let isLost = false;
let onAnswer = () => undefined;
let hasEnded = false;

const TMPDIR = join(folder, words[words.indexOf('--host') + 1]);
mkdirSync(TMPDIR, { recursive: true });
// In a process group of its own, so that it is not killed with this process; and so slow that this process can stop POV-Ray in time.
const worker = spawn('nice', ['-n', '5', process.execPath, program, ...words], {
  env: { ...process.env, TMPDIR },
  stdio: ['pipe', 'pipe', 'inherit'],
  detached: true,
});
worker.stdin.on('error', () => undefined);
worker.on('exit', () => (hasEnded = true)).on('close', (code) => process.exit(code ?? killedCode));
process.stdout.on('error', () => undefined);
process.stdin.on('data', (bytes) => worker.stdin.write(bytes)).on('end', () => isLost || worker.stdin.end());
process.on('SIGTERM', () => isLost || worker.kill('SIGTERM'));

createInterface({ input: worker.stdout }).on('line', (line) => {
  const [, , , state, info] = line.split('\t');
  if (state === 'split' || state === 'ended') log(line);
  if (state === 'ended' && words.includes('--blocks')) log(`shared ${words[words.indexOf('--blocks') + 1]}`);
  if (state === 'split') {
    const [first, last] = info.split('-').map(Number);
    rows = { first, last };
    onAnswer();
  }
  if (!isLost) process.stdout.write(`${line}\n`);
});

const steps = {
  cut,
  'held-cut': heldCut,
  'kill-renderer': () => renderersOf(worker.pid).forEach((pid) => kill(pid, 'SIGKILL')),
  'kill-worker': () => worker.kill('SIGKILL'),
  lose,
  hold,
};
for (const step of planOfAttempt()) {
  await sleep(step.afterMs);
  log(`${step.kind} ${step.at.toFixed(2)} of ${rows.first}-${rows.last}`);
  await steps[step.kind](step);
}

function cut({ at }) {
  const row = rows.first + Math.floor(at * (rows.last - rows.first));
  worker.stdin.write(`\ncut ${row}\n`);
}

/** Cuts at the very row that is asked for, because POV-Ray renders nothing meanwhile. */
async function heldCut(step) {
  const renderer = await holdRenderer(worker.pid, () => hasEnded);
  if (renderer === null) return;
  const answered = new Promise((resolve) => (onAnswer = resolve));
  cut(step);
  await Promise.race([answered, sleep(longestAnswerMs)]);
  kill(renderer, 'SIGCONT');
}

async function hold() {
  if ((await holdRenderer(worker.pid, () => hasEnded)) !== null) log('held');
}

/** The worker goes on, and its lifeline, too. */
function lose() {
  isLost = true;
  setInterval(() => worker.stdin.write('.'), 500);
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

function planOfAttempt() {
  const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
  const started = plan.findIndex((_, i) => isMine(join(folder, `started-${i}`)));
  return plan[started] ?? [];
}

/** Whether this process has created the file. */
function isMine(path) {
  try {
    closeSync(openSync(path, 'wx'));
    return true;
  } catch {
    return false;
  }
}

function log(line) {
  appendFileSync(join(folder, 'log'), `${line.replaceAll('\t', ' ')}\n`);
}
