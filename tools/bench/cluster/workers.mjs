import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processorTime } from './processor-time.mjs';
import { median, printTable } from './table.mjs';
import { tools, workerFile } from './test-cluster.mjs';

const sizes = [
  [800, 600],
  [3200, 2400],
  [6400, 4800],
];
const sceneFolder = '/usr/share/doc/povray/examples/objects/';

/**
 * Measures on this machine how much processor time a worker needs in addition to POV-Ray, for an eighth of the rows.
 * POV-Ray renders the picture once. The workers run a program that only outputs this picture, because the noise in
 * POV-Ray's time would be greater than the time of the worker.
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

/** @returns a program that outputs this picture: with `+O-` to stdout, for our worker; otherwise to a file, for the bash one */
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
