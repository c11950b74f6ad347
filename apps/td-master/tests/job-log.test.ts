import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Band, isBand, type JobEvent } from '@task-distributor/band';
import { findProbePicture, listPreviews, readJobLog } from '@task-distributor/lockfile';
import { argv, commandPath, runCommand, runShell, smallJob } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;

beforeEach(async () => {
  ({ folder, job, scene } = await smallJob());
});

const words = (...more: string[]) =>
  argv`-n 2 -x 40 -y 30 -p ${job} --scene ${scene} -o ${folder}/out.png ${more}`;

async function logged(): Promise<JobEvent[]> {
  return (await readJobLog(job, null))!.events.map(({ event }) => event);
}

const typeOf = (event: JobEvent): string => (isBand(event) ? event.state : event.type);
const countOf = (events: readonly JobEvent[], type: string): number =>
  events.filter((event) => typeOf(event) === type).length;

test('td-master leaves a log of its job in the folder, and removes it with -c', async () => {
  expect(await runCommand('td-master', words())).toMatchObject({ exitCode: 0, stderr: '' });
  const events = await logged();
  expect(events[0]).toMatchObject({ type: 'opened', folder: job, width: 40, height: 30 });
  expect(events.map(typeOf)).toContain('planned');
  for (const type of ['queued', 'started', 'attempt', 'done'])
    expect({ type, count: countOf(events, type) }).toEqual({ type, count: 2 });
  // If line and part are seen first, the end of the attempt says nothing new.
  expect(countOf(events, 'ended')).toBeLessThanOrEqual(2);
  expect(events.at(-1)).toMatchObject({ type: 'composed', width: 40, height: 30, parts: [] });
  expect(await runCommand('td-master', words('-f', '-c'))).toMatchObject({ exitCode: 0, stderr: '' });
  expect(readdirSync(job)).toEqual([]);
});

test('td-dispatch leaves one, too; with --resume, it goes on in it', async () => {
  const stages =
    'td-partition -n 2 -y 30 | td-dispatch -x 40 -y 30 -p job --scene ball.pov | td-wait -p job > bands';
  expect(await runShell(stages, { cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' });
  const first = await logged();
  expect(first[0]).toMatchObject({ type: 'opened', folder: 'job' });
  expect(countOf(first, 'attempt')).toBe(2);
  rmSync(join(job, 'rows-000001-000015.png'));
  expect(await runCommand('td-master', words('--resume'))).toMatchObject({ exitCode: 0, stderr: '' });
  const all = await logged();
  expect(all.slice(0, first.length)).toEqual(first);
  expect(all[first.length]).toMatchObject({ type: 'opened', job: (first[0] as { job: string }).job });
  expect(countOf(all, 'attempt')).toBe(3);
});

test('it says which attempts have failed, and why', async () => {
  const script = `[ -e ${folder}/tried ] || { : > ${folder}/tried; echo 'td-worker: no disk' >&2; exit 1; }
    exec ${process.execPath} ${commandPath('td-worker')} "$@"`;
  writeFileSync(join(folder, 'worker'), script);
  expect(await runCommand('td-master', words('--worker', `sh ${folder}/worker`))).toMatchObject({
    exitCode: 0,
  });
  const reasons = (await logged()).flatMap((event) =>
    !isBand(event) && event.type === 'attempt' ? [event.outcome.reason] : [],
  );
  expect(reasons.sort()).toEqual(['no disk', null, null]);
  const last = (await logged()).filter((event): event is Band => isBand(event) && event.state === 'done');
  expect(last.map(({ info }) => info).sort()).toEqual([
    join(job, 'rows-000001-000015.png'),
    join(job, 'rows-000016-000030.png'),
  ]);
});

test('with --compat there is none, and nothing else that the original would not leave', async () => {
  const hosts = ['--hosts', 'pi1,pi2', '--via', 'local', '--compat'];
  expect(await runCommand('td-master', words(...hosts))).toMatchObject({ exitCode: 0, stderr: '' });
  expect(readdirSync(job).sort()).toEqual(['.td-job.json', 'lockfile', 'pi1.png', 'pi2.png']);
  expect(await readJobLog(job, null)).toBeNull();
  expect([await listPreviews(job), await findProbePicture(job)]).toEqual([[], null]);
});

test('a log that cannot be written costs one line, and nothing else', async () => {
  mkdirSync(join(job, '.td-log.jsonl'));
  const run = await runCommand('td-master', words());
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(
    /^td-master: .*\/\.td-log\.jsonl: .*; the job goes on, but td-view will not show all of it: check .*\n$/,
  );
});
