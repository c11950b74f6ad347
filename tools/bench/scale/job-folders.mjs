import { execFile } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { command } from './run-measured.mjs';

export const width = 64;

/** A folder with parts of one row each, and the file of the job that they are of. */
export async function makeParts(folder, programs, count) {
  const parts = join(folder, 'parts');
  mkdirSync(parts);
  const scene = join(folder, 'scene.pov');
  writeFileSync(scene, '');
  const jobFile = await jobFileOf(folder, scene);
  await promisify(execFile)(process.execPath, [
    join(programs, 'make-parts.mjs'),
    parts,
    `${count}`,
    jobFile.id,
  ]);
  const names = readdirSync(parts).sort();
  return { parts, names, scene, jobFile };
}

/** A job whose only worker fails leaves its file. */
async function jobFileOf(folder, scene) {
  const job = join(folder, 'job-file');
  mkdirSync(job);
  const args = ['-x', width, '-y', 1, '-p', job, '--scene', scene, '--worker', 'false', '--retries', 0];
  const dispatching = promisify(execFile)('sh', [
    '-c',
    `printf '1\\t1\\t-\\t-\\t-\\n' | "$@"`,
    'sh',
    ...command('td-dispatch', ...args.map(String), '--via', 'local'),
  ]);
  await dispatching.catch(() => undefined);
  return JSON.parse(readFileSync(join(job, '.td-job.json'), 'utf8'));
}

/**
 * A job folder of its own with so many finished bands, of a job that nobody runs: links to the parts, which are made in no
 * time, and the job's file.
 */
export function linkJob(folder, { parts, names, jobFile }, count) {
  const job = join(folder, 'job');
  rmSync(job, { recursive: true, force: true });
  mkdirSync(job);
  for (const name of names.slice(0, count)) linkSync(join(parts, name), join(job, name));
  writeFileSync(join(job, '.td-job.json'), JSON.stringify({ ...jobFile, height: count }));
  return job;
}

/** Lines for stdin of a command, in a file. */
export function writeBands(folder, bands) {
  const path = join(folder, 'bands');
  writeFileSync(path, bands.map((columns) => `${columns.join('\t')}\n`).join(''));
  return path;
}

/** Lines of a lockfile: those of the bands, each after others, so that there are `each` times as many. */
export function writeLockfile(job, count, each) {
  const line = (host, row) => `${host} 2026_11_22_09:07:33 ${row}-${row}\n`;
  const lines = [];
  for (let row = 1; row <= count; row += 1) {
    for (let i = 1; i < each; i += 1) lines.push(line(`other${i}`, count + row));
    lines.push(line('pi110', row));
  }
  writeFileSync(join(job, 'lockfile'), lines.join(''));
}
