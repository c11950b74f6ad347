import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJobFile, saveSplits } from '@task-distributor/lockfile';
import { argv, decode, runCommand, runShell, smallJob } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;

beforeEach(async () => {
  ({ folder, job, scene } = await smallJob());
});

const output = () => join(folder, 'out.png');
const runMaster = (...more: string[]) =>
  runCommand('td-master', argv`-n 2 -x 64 -y 48 -p ${job} --scene ${scene} -o ${output()} ${more}`);

/** Renders these rows as bands of the job, as if others had been cut short and then interrupted. */
async function render(...rows: [number, number][]): Promise<void> {
  const lines = rows.map(([first, last]) => `${first}\t${last}\t-\t-\t-\n`).join('');
  await writeFile(join(folder, 'bands'), lines);
  const run = await runShell(`td-dispatch -x 64 -y 48 -p ${job} --scene ${scene} < ${folder}/bands`);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
}

test('--resume renders only what is missing of bands that had been cut short', async () => {
  expect((await runMaster('-f')).exitCode).toBe(0);
  const picture = await decode(output());
  for (const name of await readdir(job)) await rm(join(job, name), { recursive: true });
  await render([1, 8], [13, 24], [33, 40]);
  const before = await readFile(join(job, 'rows-000013-000024.png'));

  const joblog = join(folder, 'joblog');
  expect(await runMaster('--resume', '--joblog', joblog)).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await decode(output())).equals(picture)).toBe(true);
  expect(await readFile(join(job, 'rows-000013-000024.png'))).toEqual(before);
  const rendered = (await readFile(joblog, 'utf8')).match(/"band":"[^"]*"/g)!;
  expect(rendered.sort()).toEqual(['"band":"25-32"', '"band":"41-48"', '"band":"9-12"']);
});

test('the pipeline says how a band goes on in pieces', async () => {
  await render([1, 8]);
  await rm(join(job, 'lockfile'));
  const run = await runShell(
    `td-partition -n 2 -y 48 | td-dispatch -x 64 -y 48 -p ${job} --scene ${scene} --resume | td-wait -p ${job} | tee ${folder}/lines | td-compose -y 48 -o ${output()}`,
  );
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const lines = (await readFile(join(folder, 'lines'), 'utf8')).split('\n');
  expect(lines[0]).toBe('1\t24\t-\tsplit\t1-8');
  expect(
    lines
      .filter((line) => line.includes('done'))
      .map((line) => line.split('\t', 2).join('-'))
      .sort(),
  ).toEqual(['1-8', '25-48', '9-24']);
});

test('what is missing is cut as it was before, and the rest of a band is for any host', async () => {
  await render([1, 8]);
  await rm(join(job, 'lockfile'));
  const { id } = (await readJobFile(job))!;
  await saveSplits({ folder: job, id }, [5, 17, 33, 49]);
  const words = argv`-x 64 -y 48 -p ${job} --scene ${scene} --via local --reassign --resume`;
  const input = '1\t24\tpi1\t-\t-\n25\t48\tpi2\t-\t-\n';
  const run = await runCommand('td-dispatch', [...words, '--hosts', 'pi1,pi2'], { input });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  const lines = run.stdout.split('\n').map((line) => line.replaceAll('\t', ' '));
  expect(lines.filter((line) => line.includes('split'))).toEqual([
    '1 24 pi1 split 1-8',
    '9 24 pi1 split 9-16',
    '25 48 pi2 split 25-32',
  ]);
  expect(lines).toContain('25 32 pi2 started -');
  for (const rows of ['9 16', '17 24', '33 48']) {
    expect(lines.some((line) => line.startsWith(`${rows} pi`) && line.includes('ended'))).toBe(true);
  }
});

test('rows that are there count as finished work', async () => {
  await render([1, 8]);
  await rm(join(job, 'lockfile'));
  expect((await runMaster()).stderr).toBe(
    `td-master: ${job}: rows of 1 of 2 bands of this job are finished: --resume goes on, -f begins anew\n`,
  );
});
