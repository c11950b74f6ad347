import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChildProcess, spawn } from 'node:child_process';
import { binFolder, fakeRenderer, runShell, smallScene, temporaryFolder } from '@task-distributor/testing';
import { expect, onTestFinished, test } from 'vitest';

/** Starts a command line in a shell, and waits until its td-wait has read a band. */
async function startWaiting(folder: string, prefix: string): Promise<ChildProcess> {
  await mkdir(join(folder, 'job'));
  const line = `exec ${prefix} td-wait -p job < bands > out 2> errors`;
  await runShell(`printf '1\\t9\\tpi1\\t-\\t-\\n' > bands`, { cwd: folder });
  const child = spawn('sh', ['-c', line], {
    cwd: folder,
    env: { ...process.env, PATH: `${binFolder}:${process.env['PATH']}` },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const out = join(folder, 'out');
  await expect
    .poll(async () => existsSync(out) && (await readFile(out, 'utf8')), { timeout: 20_000 })
    .toBe('1\t9\tpi1\t-\t-\n');
  return child;
}

test('nohup: SIGHUP stays ignored, and other signals do not', async () => {
  const folder = temporaryFolder();
  const child = await startWaiting(folder, 'nohup');
  child.kill('SIGHUP');
  // Of two signals that wait, a process gets the one with the lower number first, which is SIGHUP.
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([143, null]);
  expect(await readFile(join(folder, 'errors'), 'utf8')).toMatch(/td-wait: terminated\n$/);
});

test('without nohup, SIGHUP stops the command', async () => {
  const child = await startWaiting(temporaryFolder(), '');
  child.kill('SIGHUP');
  expect(await once(child, 'exit')).toEqual([129, null]);
});

test('a closed stdout does not matter where nothing is written', async () => {
  const run = await runShell('touch lockfile; td-mark-done -p . --host pi1 --rows 1-5 >&-; cat lockfile', {
    cwd: temporaryFolder(),
  });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(/^pi1 \S+ 1-5\n$/);
});

test('a closed stdout ends td-master, and not with the advice to run the same again', async () => {
  const folder = temporaryFolder();
  const scene = await smallScene(folder);
  const run = await runShell(`td-master -n 2 -x 8 -y 8 -p job --scene ${scene} -o a.png >&-`, {
    cwd: folder,
  });
  const stderr =
    'td-master: stdout: it is closed; > /dev/null discards the output; --resume then continues the job\n';
  expect(run).toEqual({ exitCode: 1, stdout: '', stderr });
});

test.each(['td-partition -n 2 -y 9', 'td-master --help', 'td-crop --version'])(
  'a closed stdout is an error: %s',
  async (line) => {
    const [name] = line.split(' ');
    const folder = temporaryFolder();
    const run = await runShell(`${line} >&-`, { cwd: folder });
    const stderr = `${name}: stdout: it is closed; > /dev/null discards the output\n`;
    expect(run).toEqual({ exitCode: 1, stdout: '', stderr });
  },
);

test('a working folder that is removed during the job is reported once for its host', async () => {
  const folder = temporaryFolder();
  const scene = await smallScene(folder);
  await mkdir(join(folder, 'gone'));
  const renderer = await fakeRenderer(folder, `rm -rf '${folder}/gone'; exec povray "$@"`);
  const line = `td-master -n 3 --jobs 1 -x 8 -y 9 -p ${folder}/job --scene ${scene} -o ${folder}/a.png`;
  const { exitCode, stderr } = await runShell(line, {
    cwd: join(folder, 'gone'),
    env: { TD_POVRAY: renderer },
  });
  expect(exitCode).toBe(1);
  const lines = stderr.trim().split('\n');
  expect(lines.filter((text) => text.includes(': attempt '))).toHaveLength(1);
  expect(lines[0]).toMatch(
    /attempt 1 of 3 failed: the working folder is gone: .*; change to another folder$/,
  );
});
