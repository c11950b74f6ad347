import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const workspace = join(import.meta.dirname, '../../..');
const hook = join(import.meta.dirname, 'report-usage.cjs');
const report = join(tmpdir(), `td-bench-usage-${process.pid}`);
process.once('exit', () => rmSync(report, { force: true }));

/** Words that start a command of ours. */
export function command(name, ...args) {
  return [process.execPath, join(workspace, 'node_modules/.bin', name), ...args];
}

/**
 * Runs a program of Node's to its end, with at most 256 open files.
 * @param {readonly string[]} words
 * @param {{ stdin?: string, stdout?: string, cwd?: string, exitCode?: number }} options stdin and stdout are files, by
 * default empty and nowhere; another exit code than this (default 0) is an error
 * @returns {Promise<import('./bench.mjs').Measured>}
 */
export async function runMeasured(
  words,
  { stdin = '/dev/null', stdout = '/dev/null', cwd, exitCode = 0 } = {},
) {
  const files = [openSync(stdin, 'r'), openSync(stdout, 'w')];
  const env = {
    ...process.env,
    NODE_OPTIONS: `--require ${hook}`,
    TD_BENCH_USAGE: report,
    TD_BENCH_PARENT: process.pid,
  };
  const start = performance.now();
  const child = spawn('sh', ['-c', 'ulimit -n 256; exec "$@"', 'sh', ...words], {
    env,
    cwd,
    stdio: [...files, 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-2_000)));
  const status = await new Promise((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - start) / 1_000;
  for (const file of files) closeSync(file);
  if (status !== exitCode) throw new Error(`${words.slice(1, 6).join(' ')}: exit ${status}: ${errors}`);
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(report, 'utf8'));
  return { seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, mebibytes: maxRSS / 1_024 };
}
