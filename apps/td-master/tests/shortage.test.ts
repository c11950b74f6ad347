import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeRenderer, runShell, smallScene, temporaryFolder, temporaryJob } from '@task-distributor/testing';
import { describe, expect, it, test } from 'vitest';

test('with few file handles, a job runs with fewer workers at once, and one line on stderr', async () => {
  const { folder, job } = temporaryJob();
  const scene = await smallScene(folder);
  const slow = await fakeRenderer(folder, 'sleep 2; exec povray "$@"');
  const line = `ulimit -n 60; td-master -n 12 --jobs 12 -x 40 -y 36 -p ${job} --scene ${scene} -o ${folder}/out.png -c --povray ${slow} > ${folder}/lines`;
  const run = await runShell(line, { env: { TMPDIR: folder } });
  expect(run.stderr).toMatch(
    /^td-master: too many open files: continues with \d+ workers? at a time; raise ulimit -n, or give fewer --jobs\n$/,
  );
  expect(run.exitCode).toBe(0);
  expect(await readdir(job)).toEqual([]);
});

test('with too few file handles, a worker ends with one line, exit code 75, and leaves nothing', async () => {
  const folder = temporaryFolder();
  const scene = await smallScene(folder);
  const codes = new Set<number | undefined>();
  for (let handles = 19; handles <= 31; handles += 2) {
    const job = join(folder, String(handles));
    const line = `ulimit -n ${handles}; td-worker --scene ${scene} -x 40 -y 36 --rows 1-36 -p ${job}`;
    const run = await runShell(line, { env: { TMPDIR: folder } });
    codes.add(run.exitCode);
    if (run.exitCode !== 75) continue;
    expect(run.stderr).toMatch(/^td-worker: .*Too many open files\n$/);
    expect(readdirSync(job)).toEqual(['lockfile']);
    expect(readdirSync(folder).filter((name) => name.startsWith('td-render-'))).toEqual([]);
  }
  expect(codes).toContain(75);
});

// ulimit -u does not apply to root, so these need a user without other processes.
describe.runIf(process.getuid?.() === 0)('with few processes', () => {
  it('a job runs with fewer workers at once, and one line on stderr', async () => {
    const { run, job } = await runWithProcesses(60);
    expect(run.stderr).toMatch(
      /^td-master: too many processes: continues with \d+ workers? at a time; raise ulimit -u [^\n]*\n$/,
    );
    expect(run.exitCode).toBe(0);
    expect(readdirSync(job)).toEqual([]);
  });

  it('a job for whose workers there are too few ends with the reason, and leaves nothing', async () => {
    const { run, job, folder } = await runWithProcesses(22);
    expect(run.stderr).toMatch(
      /\ntd-master: no worker could be started for 15 s: too many processes; [^\n]*\n$/,
    );
    expect(run.exitCode).toBe(1);
    // What --resume needs.
    expect(readdirSync(job)).toEqual(['.td-job.json']);
    expect(readdirSync(folder).filter((name) => name.startsWith('td-render-'))).toEqual([]);
  });
});

async function runWithProcesses(processes: number) {
  const { folder, job } = temporaryJob();
  const scene = await smallScene(folder);
  const user = 64_000 + processes;
  chmodSync(scene, 0o644);
  for (const path of [folder, job]) chownSync(path, user, user);
  const line = `ulimit -u ${processes}; exec td-master -n 8 --jobs 8 -x 40 -y 36 -p ${job} --scene ${scene} -o ${folder}/out.png -c > ${folder}/lines`;
  const asUser = `setpriv --reuid=${user} --regid=${user} --clear-groups bash -c '${line}'`;
  return { folder, job, run: await runShell(asUser, { env: { TMPDIR: folder, HOME: folder } }) };
}
