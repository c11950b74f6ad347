import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, printTable } from './table.mjs';
import {
  emptyShared,
  hostsFile,
  onCluster,
  ourWorker,
  sceneFolder,
  shared,
  td,
  tools,
} from './test-cluster.mjs';

const nodes = 8;
const workerOnHosts = '/home/pi/task-distributor-worker.sh';

/**
 * Measures the whole command on eight hosts with a fifth of a processor each.
 * @param original folder of the original's scripts; undefined = do not measure them
 */
export async function measureJobs(sizes, runs, original) {
  const ways = waysToRender(original);
  const folder = mkdtempSync(join(tmpdir(), 'td-bench-cluster-'));
  const ratios = Object.keys(ways).slice(1);
  const rows = [['size', ...Object.keys(ways), ...ratios.map((way) => `${way} / ours`)]];
  await onCluster([String(nodes), '--cpu', '20'], async () => {
    for (const [width, height] of sizes) {
      const seconds = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
      for (let run = 0; run < runs; run += 1) {
        for (const [way, start] of Object.entries(ways)) {
          await emptyShared();
          const began = performance.now();
          start(width, height, join(folder, `${way}.png`));
          seconds[way].push((performance.now() - began) / 1000);
        }
      }
      checkSame(folder, width, height);
      const medians = Object.keys(ways).map((way) => median(seconds[way]));
      const times = medians.map((s) => `${s.toFixed(2)} s`);
      rows.push([
        `${width}x${height}`,
        ...times,
        ...medians.slice(1).map((other) => (other / medians[0]).toFixed(2)),
      ]);
    }
  });
  rmSync(folder, { recursive: true });
  printTable(`Whole command, ${nodes} hosts at 20 % of a processor, blob.pov, median of ${runs}`, rows);
}

/** Functions that each render an image of a size and write it to `output`. */
function waysToRender(original) {
  return {
    ours: byTdMaster,
    'shell scripts': byScripts(
      join(tools, 'original-style/master.sh'),
      join(tools, 'original-style/worker.sh'),
    ),
    'GNU parallel': byParallel,
    ...(original && {
      original: byScripts(
        join(original, 'task-distributor-master.sh'),
        join(original, 'task-distributor-worker.sh'),
      ),
    }),
  };
}

function byTdMaster(width, height, output) {
  const [node, file] = td('td-master');
  const options = ['-n', nodes, '-x', width, '-y', height, '-p', shared, '--hosts', hostsFile];
  run(node, [file, ...options, '--worker', ourWorker, '-c', '-o', output]);
}

function byScripts(master, worker) {
  return (width, height, output) => {
    copyFileSync(worker, workerOnHosts);
    chmodSync(workerOnHosts, 0o755);
    run('bash', [master, '-n', nodes, '-x', width, '-y', height, '-p', shared, '-c']);
    const isOutput = (file) => file.startsWith(`output_${width}x${height}_${nodes}_nodes_`);
    // The names end with the time, so the last one belongs to this run.
    const name = readdirSync('/tmp').filter(isOutput).sort().at(-1);
    renameSync(join('/tmp', name), output);
  };
}

function byParallel(width, height, output) {
  const rows = height / nodes;
  const firsts = Array.from({ length: nodes }, (_, i) => String(i * rows + 1));
  const lasts = firsts.map((first) => String(Number(first) + rows - 1));
  const render =
    `povray -D +I${sceneFolder}blob.pov +FN +W${width} +H${height} +SR{1} +ER{2} +O/tmp/{1}.png 2>/dev/null && ` +
    `convert /tmp/{1}.png -crop ${width}x${rows}+0+$(({1} - 1)) +repage ${shared}/part-{#}.png`;
  const hosts = ['--sshloginfile', hostsFile, '--jobs', '1'];
  run('parallel', [...hosts, '--link', render, ':::', ...firsts, ':::', ...lasts]);
  const parts = firsts.map((_, i) => `${shared}/part-${i + 1}.png`);
  run('convert', [...parts, '-append', output]);
}

/** Finds Debian's programs first. */
const env = { ...process.env, PATH: `/usr/bin:/bin:${process.env.PATH}` };

function run(file, args) {
  const { status, stderr, error } = spawnSync(file, args.map(String), {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: exit ${status}: ${error ?? stderr}`);
}

/** All ways must have rendered the same picture. */
function checkSame(folder, width, height) {
  const sums = readdirSync(folder).map((file) => {
    const samples = execFileSync('pngtopnm', [join(folder, file)], { maxBuffer: 1 << 30 });
    return createHash('sha256').update(samples).digest('hex');
  });
  if (new Set(sums).size !== 1)
    throw new Error(`${width}x${height}: Expected the same picture from all, got different ones`);
}
