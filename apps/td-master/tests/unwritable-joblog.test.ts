import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  argv,
  endlessScene,
  runCommand,
  smallScene,
  startCommand,
  temporaryJob,
} from '@task-distributor/testing';
import { expect, test } from 'vitest';

const message = '--joblog: /nowhere/log: No such file or directory';

test('td-master makes the image without its joblog, reports why at the start, and exits 1', async () => {
  const { folder, job } = temporaryJob();
  const scene = await smallScene(folder);
  const output = join(folder, 'out.png');
  const run = await runCommand(
    'td-master',
    argv`-n 2 -x 40 -y 30 -p ${job} --scene ${scene} -o ${output} --joblog /nowhere/log`,
  );
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toBe(`td-master: ${message}\n`);
  expect(existsSync(output)).toBe(true);
});

test('another failure is reported after it', async () => {
  const { folder, job } = temporaryJob();
  const scene = await smallScene(folder);
  const run = await runCommand(
    'td-master',
    argv`-n 2 -x 40 -y 30 -p ${job} --scene ${scene} -o ${folder}/out.png --worker false --joblog /nowhere/log`,
  );
  expect(run.exitCode).toBe(1);
  expect(run.stderr.split(message)).toHaveLength(2);
  expect(run.stderr).toMatch(/2 of 2 bands failed: .*\n$/);
});

test.each([
  ['td-master', (job: string, folder: string) => argv`-n 1 -p ${job} -o ${folder}/out.png`],
  ['td-dispatch', (job: string) => argv`-p ${job}`],
])('%s reports it while the bands are still rendered', async (name, words) => {
  const { folder, job } = temporaryJob();
  const scene = await endlessScene(folder);
  const run = startCommand(
    name,
    argv`-x 40 -y 30 --scene ${scene} --joblog /nowhere/log ${words(job, folder)}`,
    { input: '1\t30\t-\t-\t-\n' },
  );
  let errors = '';
  for await (const chunk of run.stderr!) {
    errors += String(chunk);
    if (errors.includes('\n')) break;
  }
  expect(errors).toBe(`${name}: ${message}\n`);
  run.kill('SIGTERM');
  expect((await run).exitCode).toBe(143);
});
