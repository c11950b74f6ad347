import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, printTable } from './table.mjs';
import { tools, workerFile } from './test-cluster.mjs';

const sizes = [
  [800, 600],
  [3200, 2400],
  [6400, 4800],
];
const sceneFolder = '/usr/share/doc/povray/examples/objects/';

/** Processor time that a worker adds to POV-Ray's own, for the first eighth of the rows; on this machine. */
export function measureWorkers(runs) {
  const folder = mkdtempSync(join(tmpdir(), 'td-bench-worker-'));
  const lockfile = join(folder, 'lockfile');
  writeFileSync(lockfile, '');
  const startsOfNode = Array.from({ length: runs }, () => processorTime(process.execPath, ['-e', '0']));
  const rows = [['size', 'POV-Ray', 'ours adds', 'bash worker adds', 'node -e 0']];
  for (const [width, height] of sizes) {
    const image = ['+FN', `+W${width}`, `+H${height}`];
    const band = ['+SR1', `+ER${height / 8}`];
    const words = ['8', sceneFolder, 'blob.pov', ...image, `+O${folder}/`, ...band, folder, lockfile];
    const seconds = { povray: [], ours: [], bash: [] };
    for (let run = 0; run < runs; run += 1) {
      const povray = ['-D', `+I${sceneFolder}blob.pov`, ...image, `+O${folder}/blob.png`, ...band];
      seconds.povray.push(processorTime('/usr/bin/povray', povray));
      seconds.ours.push(processorTime(process.execPath, [workerFile, ...words]));
      const env = {
        ORIGINAL_POVRAY: '/usr/bin/povray -D',
        ORIGINAL_JOB_FOLDER: folder,
        PATH: `/usr/bin:/bin`,
      };
      seconds.bash.push(processorTime(join(tools, 'original-style/worker.sh'), words, env));
    }
    const own = median(seconds.povray);
    const adds = [seconds.ours, seconds.bash].map((all) => median(all) - own);
    rows.push([
      `${width}x${height}`,
      ...[own, ...adds, median(startsOfNode)].map((s) => `${s.toFixed(3)} s`),
    ]);
  }
  rmSync(folder, { recursive: true });
  printTable(`Processor time of one worker for an eighth of blob.pov, median of ${runs}`, rows);
}

/** Of a program and its children, user and system, in seconds: bash asks wait4(2) for it. */
function processorTime(file, args, env = process.env) {
  const command = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1';
  const { stderr } = spawnSync('bash', ['-c', command, 'bash', file, ...args], { env, encoding: 'utf8' });
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return user + system;
}
