import { execFileSync, spawnSync } from 'node:child_process';
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

/**
 * Processor time that a worker adds to POV-Ray's own, for an eighth of the rows; on this machine. POV-Ray renders the
 * picture once; what the workers run is a program that hands it out, or else their own time would be lost in the noise
 * of POV-Ray's.
 */
export function measureWorkers(runs) {
  const folder = mkdtempSync(join(tmpdir(), 'td-bench-worker-'));
  writeFileSync(join(folder, 'lockfile'), '');
  const startsOfNode = Array.from({ length: runs }, () => processorTime(process.execPath, ['-e', '0']));
  const rows = [['size', 'ours adds', 'bash worker adds', 'node -e 0']];
  for (const [width, height] of sizes) {
    const first = (height / 8) * 3 + 1;
    const band = [
      '+FN',
      `+W${width}`,
      `+H${height}`,
      `+O${folder}/`,
      `+SR${first}`,
      `+ER${first + height / 8 - 1}`,
    ];
    const renderer = renderOnce(folder, band, (width * height) / 8);
    const words = ['8', sceneFolder, 'blob.pov', ...band, folder, join(folder, 'lockfile')];
    const env = { ORIGINAL_POVRAY: renderer, ORIGINAL_JOB_FOLDER: folder, PATH: '/usr/bin:/bin' };
    const seconds = { renderer: [], ours: [], bash: [] };
    for (let run = 0; run < runs; run += 1) {
      seconds.renderer.push(processorTime(renderer, ['+O-']));
      seconds.ours.push(processorTime(process.execPath, [workerFile, ...words, '--povray', renderer]));
      seconds.bash.push(processorTime(join(tools, 'original-style/worker.sh'), words, env));
    }
    const adds = [seconds.ours, seconds.bash].map((all) => median(all) - median(seconds.renderer));
    rows.push([`${width}x${height}`, ...[...adds, median(startsOfNode)].map((s) => `${s.toFixed(3)} s`)]);
  }
  rmSync(folder, { recursive: true });
  printTable(
    `Processor time that one worker adds to POV-Ray's, an eighth of blob.pov, median of ${runs}`,
    rows,
  );
}

/** @returns a renderer that hands out this picture: to stdout after `+O-`, as ours asks, else to a file, for the shell's */
function renderOnce(folder, band, pixels) {
  const picture = join(folder, 'picture');
  const words = ['-D', `+I${sceneFolder}blob.pov`, ...band, `+O${picture}`];
  execFileSync('/usr/bin/povray', words, { stdio: 'ignore' });
  const renderer = join(folder, 'povray');
  writeFileSync(
    renderer,
    `#!/bin/sh\ncase "$*" in *+O-*) echo 'Rendered ${pixels} of ${pixels} pixels (100%)' >&2; exec cat ${picture}.png ;; esac\nexec cp ${picture}.png ${folder}/blob.png\n`,
    { mode: 0o755 },
  );
  return renderer;
}

/** Of a program and its children, user and system, in seconds: bash asks wait4(2) for it. */
function processorTime(file, args, env = process.env) {
  const command = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1; exit $?';
  const { stderr, status } = spawnSync('bash', ['-c', command, 'bash', file, ...args], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: exit ${status}`);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return user + system;
}
