import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, runCommand, runShell, smallJob, argv } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';
import { workerWithoutLastBand } from './worker-without-last-band.ts';

let folder: string;
let job: string;
let scene: string;
let worker: string;

beforeEach(async () => {
  ({ folder, job, scene } = await smallJob());
  worker = await workerWithoutLastBand(folder);
});

const dispatch = (more: string) =>
  runShell(`td-partition -n 3 -y 49 | td-dispatch -x 64 -y 49 -p ${job} --scene ${scene} ${more}`);

test('td-dispatch --join uses the finished bands of the job that it has joined before', async () => {
  await writeFile(join(job, 'lockfile'), '');
  const failed = await dispatch(`--join --retries 0 --worker '${worker}'`);
  expect(failed.exitCode).toBe(1);
  const part = join(job, 'rows-000001-000017.png');
  const before = await stat(part, { bigint: true });
  const run = await dispatch('--join');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout.match(/^\d+\t\d+\t\S+\tstarted/gm)).toHaveLength(1);
  expect(await stat(part, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
  const lines = await readFile(join(job, 'lockfile'), 'utf8');
  expect(lines.match(/ \d+-\d+$/gm)!.sort()).toEqual([' 1-17', ' 18-33', ' 34-49']);
});

test('td-dispatch --join uses the finished bands of a job that was interrupted here, and refuses those of another', async () => {
  const failed = await dispatch(`--retries 0 --worker '${worker}'`);
  expect(failed.exitCode).toBe(1);
  const part = join(job, 'rows-000001-000017.png');
  const before = await stat(part, { bigint: true });
  // As the original's master does.
  await writeFile(join(job, 'lockfile'), '');
  const other = await dispatch('--join -- +Q5');
  expect(other.exitCode).toBe(1);
  expect(other.stderr).toMatch(
    /: 2 bands of another job are finished \(its options are none\): use another folder, or -f to begin anew without them/,
  );
  const run = await dispatch('--join');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout.match(/^\d+\t\d+\t\S+\tstarted/gm)).toHaveLength(1);
  expect(await stat(part, { bigint: true })).toMatchObject({ ino: before.ino, mtimeNs: before.mtimeNs });
});

test('td-compose says that the parts of a stream are of several jobs', async () => {
  expect((await dispatch('')).exitCode).toBe(0);
  await rm(join(job, 'lockfile'));
  const again = await runShell(
    `td-partition -n 3 -y 49 | tail -n 1 | td-dispatch -x 64 -y 49 -p ${job} --scene ${scene} -f -- +Q5`,
  );
  expect(again.exitCode).toBe(0);
  const bands = (await readdir(job)).filter((name) => name.endsWith('.png')).sort();
  const lines = ['1\t17', '18\t33', '34\t49'].map((rows, i) => `${rows}\tpi1\tdone\t${job}/${bands[i]}\n`);
  await writeFile(join(folder, 'done'), lines.join(''));
  const run = await runShell(`td-compose -y 49 -o ${folder}/out.png <${folder}/done`);
  expect(run).toMatchObject({
    exitCode: 0,
    stderr: `td-compose: ${folder}/out.png: the parts are of 2 jobs: where their scenes, files or options differ, so do their rows\n`,
  });
  expect((await decode(join(folder, 'out.png'))).length).toBeGreaterThan(0);
});

test('a job whose parts are named after hosts is not said to be continued by --resume', async () => {
  const run = await runCommand(
    'td-master',
    argv`-n 3 -x 64 -y 49 -p ${job} --scene ${scene} -o ${folder}/out.png --compat --hosts a,b,c --via local --retries 0 --worker ${worker}`,
  );
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain(
    '; run the same command to render all bands again: parts named after hosts do not say which rows they hold\n',
  );
  expect(run.stderr).not.toContain('--resume');
});
