import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processorTime } from './processor-time.mjs';
import { hostsFile, ourWorker, programs, shared, td, tools } from './test-cluster.mjs';

const nodes = 8;
const workerOnHosts = '/home/pi/task-distributor-worker.sh';
/** Folder of td-master's state. */
const memory = join(programs, 'state');
const povrayOfScripts = join(programs, 'povray-of-scripts');

/** By td-master as it is, with td-worker on the hosts and a shared folder. */
export function byTdMaster() {
  return runTdMaster(['-p', shared, '-c']);
}

/** The same, if td-master remembers how fast the hosts were in earlier jobs. */
export function byRememberingTdMaster() {
  return runTdMaster(['-p', shared, '-c'], { TD_REMEMBER: 'yes', XDG_STATE_HOME: memory });
}

/** Makes td-master forget all jobs but one, with this picture. */
export function rememberOneJob(picture, output) {
  rmSync(memory, { recursive: true, force: true });
  byRememberingTdMaster()(picture, output);
}

/** By td-worker on the hosts, and a shared folder. @param options in addition */
export function byOurWorker(...options) {
  return runTdMaster(['-p', shared, '--worker', ourWorker, '-c', ...options]);
}

/** By td-master, with nothing but POV-Ray on the hosts, and no shared folder. */
export function byBareHosts() {
  return runTdMaster(['--worker', 'bare']);
}

/**
 * @param remembering variables of the environment; without them, no job changes another one
 * @returns what renders a picture, and tells how much processor time that took on this machine for each band
 */
function runTdMaster(options, remembering = { TD_REMEMBER: 'no' }) {
  return ({ folder, file, width, height, options: povray }, output) => {
    const [node, master] = td('td-master');
    const size = ['-n', nodes, '-x', width, '-y', height];
    const places = ['--hosts', hostsFile, '--scene', join(folder, file), ...options];
    const words = [master, ...size, ...places, '-o', output, '--', ...povray];
    return processorTime(node, words.map(String), { ...debianFirst(), ...remembering }) / nodes;
  };
}

/** By scripts that do what the original's do. Their POV-Ray gets the options from a program around it. */
export function byScripts({ folder, file, width, height, options }, output) {
  const worker = readFileSync(join(tools, 'original-style/worker.sh'), 'utf8');
  writeFileSync(workerOnHosts, worker.replace('/opt/povray/bin/povray_3.7', povrayOfScripts), {
    mode: 0o755,
  });
  const povray = `#!/bin/sh\nexec /usr/bin/povray -D "$@" ${options.join(' ')}\n`;
  writeFileSync(povrayOfScripts, povray, { mode: 0o755 });
  const master = join(tools, 'original-style/master.sh');
  const environment = { ORIGINAL_SCENE_FOLDER: folder, ORIGINAL_SCENE: file };
  run('bash', [master, '-n', nodes, '-x', width, '-y', height, '-p', shared, '-c'], environment);
  const isOutput = (name) => name.startsWith(`output_${width}x${height}_${nodes}_nodes_`);
  // The names end with the time, so the last one belongs to this run.
  const name = readdirSync('/tmp').filter(isOutput).sort().at(-1);
  renameSync(join('/tmp', name), output);
}

/** By GNU parallel, with POV-Ray and ImageMagick on the hosts. */
export function byParallel({ folder, file, width, height, options }, output) {
  const ends = Array.from({ length: nodes + 1 }, (_, i) => Math.round((i * height) / nodes));
  const firsts = ends.slice(0, -1).map((end) => String(end + 1));
  const lasts = ends.slice(1).map(String);
  const words = [`+I${folder}${file}`, '+FN', `+W${width}`, `+H${height}`, ...options];
  const render =
    `povray -D ${words.join(' ')} +SR{1} +ER{2} +O/tmp/{1}.png 2>/dev/null && convert /tmp/{1}.png ` +
    `-crop ${width}x$(({2} - {1} + 1))+0+$(({1} - 1)) +repage ${shared}/part-{#}.png`;
  const hosts = ['--sshloginfile', hostsFile, '--jobs', '1'];
  run('parallel', [...hosts, '--link', render, ':::', ...firsts, ':::', ...lasts]);
  const parts = firsts.map((_, i) => `${shared}/part-${i + 1}.png`);
  run('convert', [...parts, '-append', output]);
}

/** Runs a program to its end. Debian's programs are found first. */
export function run(file, args, environment = {}) {
  const { status, stderr, error } = spawnSync(file, args.map(String), {
    env: { ...debianFirst(), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
    // The scripts write a line on stderr for each of POV-Ray's messages.
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: exit ${status}: ${error ?? stderr}`);
}

function debianFirst() {
  return { ...process.env, PATH: `/usr/bin:/bin:${process.env.PATH}` };
}
