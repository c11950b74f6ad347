import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { printTable } from '../cluster/table.mjs';
import { command } from './run-measured.mjs';

const workers = [50, 100, 200, 400];
const seconds = 10;

/** How much of a processor td-master takes while its workers work. */
export async function idleMaster({ folder }) {
  const rows = [['', ...workers.map(String)], ['% of a core']];
  for (const count of workers) rows[1].push((100 * (await shareWith(folder, count))).toFixed(1));
  printTable(`td-master that waits for its workers, over ${seconds} s, by number of workers`, rows);
}

async function shareWith(folder, count) {
  const job = join(folder, 'idle');
  mkdirSync(job);
  const scene = join(folder, 'idle.pov');
  writeFileSync(scene, '');
  const size = [
    '-n',
    count,
    '-x',
    8,
    '-y',
    count,
    '-p',
    job,
    '-o',
    join(folder, 'idle.png'),
    '--scene',
    scene,
  ];
  const words = command('td-master', ...size.map(String), '--via', 'local', '--jobs', String(count));
  const worker = `exec perl -e '${reportingWorker}' -- `;
  const master = spawn(words[0], [...words.slice(1), '--worker', worker], { stdio: 'ignore' });
  try {
    while (childrenOf(master.pid) < count) {
      if (master.exitCode !== null) throw new Error(`td-master: exit ${master.exitCode}`);
      await sleep(100);
    }
    // What starting them leaves to do, such as compiling, is no part of waiting for them.
    await sleep(5_000);
    const before = cpuSeconds(master.pid);
    await sleep(1_000 * seconds);
    return (cpuSeconds(master.pid) - before) / seconds;
  } finally {
    master.kill('SIGTERM');
    await new Promise((resolve) => (master.exitCode === null ? master.once('exit', resolve) : resolve()));
    rmSync(job, { recursive: true });
  }
}

/**
 * What a td-worker writes while its percentage does not change, in a language of which 400 processes fit into any machine. Its
 * arguments are the worker's.
 */
const reportingWorker = `
  my ($first) = map { /^\\+SR(\\d+)$/ } @ARGV;
  my ($last) = map { /^\\+ER(\\d+)$/ } @ARGV;
  $| = 1;
  while (1) { print "$first\\t$last\\there\\trunning\\t0\\n"; sleep 5 }`;

function childrenOf(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.trim().split(' ').length;
  } catch {
    return 0;
  }
}

/** Of user and system together: fields 14 and 15 of /proc/PID/stat (proc(5)), in ticks. */
function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
