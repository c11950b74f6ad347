import { spawnSync } from 'node:child_process';

/**
 * Runs a command of the shell several times.
 * @param onceIfLong whether one run is enough when it takes long
 * @returns medians of wall time and of the memory of the largest process, or the error of the first run that failed
 */
export function measureOften(command, runs, onceIfLong = false) {
  const found = [measure(command)];
  const long = onceIfLong && found[0].seconds > longSeconds;
  while (!long && found[0].error === null && found.length < runs) found.push(measure(command));
  return {
    seconds: median(found.map((one) => one.seconds)),
    mebibytes: median(found.map((one) => one.mebibytes)),
    count: found.length,
    error: found.find(({ error }) => error !== null)?.error ?? null,
  };
}

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

export function run(command) {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

/** A run that takes longer than `longSeconds`, and is not ours, is not repeated. */
const longSeconds = 20;
const mostSeconds = 900;
