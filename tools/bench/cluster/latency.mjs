import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { median, printTable } from './table.mjs';
import { emptyShared, hostsFile, onCluster, programs, shared, td } from './test-cluster.mjs';

const stamps = join(programs, 'stamps');

/** A worker whose last step is to write its line to the lockfile, as in the original. It records the time. */
const worker = `#!/bin/bash
/home/pi/task-distributor-worker.sh "$@"
now=$EPOCHREALTIME
echo "$now" >${stamps}/$(hostname)
`;

/** Measures how long td-master takes to notice that the last worker has finished, on both kinds of shared folder. */
export async function measureLatency(runs) {
  const rows = [['shared folder', 'median', 'longest']];
  for (const [name, options] of [
    ['local file system', ['3']],
    ['GlusterFS', ['3', '--gluster']],
  ]) {
    const seconds = [];
    await onCluster(options, async () => {
      await mkdir(stamps);
      await writeFile(join(programs, 'worker.sh'), worker, { mode: 0o755 });
      for (let run = 0; run < runs; run += 1) {
        await emptyShared();
        seconds.push((await timeOfNotice()) - (await lastEnd()));
      }
    });
    rows.push([name, `${median(seconds).toFixed(3)} s`, `${Math.max(...seconds).toFixed(3)} s`]);
  }
  printTable(`Time until td-master notices that the last worker has finished, 3 hosts, ${runs} runs`, rows);
}

/** Runs a job. Returns the time when td-master printed that the last host has finished, in seconds since 1970. */
async function timeOfNotice() {
  const [node, file] = td('td-master');
  const options = [
    '-x',
    '320',
    '-y',
    '240',
    '-p',
    shared,
    '--hosts',
    hostsFile,
    '-o',
    '/tmp/td-bench-latency.png',
  ];
  const master = spawn(node, [file, ...options, '--worker', join(programs, 'worker.sh')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = NaN;
  for await (const line of createInterface({ input: master.stdout })) {
    if (line.endsWith(' has been finished.')) last = (performance.timeOrigin + performance.now()) / 1000;
  }
  return last;
}

async function lastEnd() {
  const names = await readdir(stamps);
  const ends = await Promise.all(names.map((name) => readFile(join(stamps, name), 'utf8')));
  return Math.max(...ends.map(Number));
}
