import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, readLine, runCommand, smallJob, startCommand, temporaryJob } from '@task-distributor/testing';
import { describe, expect, onTestFinished, test } from 'vitest';

describe('td-view', () => {
  test('prints the address of its page, and ends at once on Ctrl-C', async () => {
    const { job } = temporaryJob();
    const run = startCommand('td-view', argv`-p ${job}`);
    onTestFinished(() => void run.kill('SIGKILL'));
    const url = (await readLine(run.stdout!)).trim();
    // A page that follows does not keep it.
    const events = await fetch(`${url}events`);
    expect(events.status).toBe(200);
    run.kill('SIGINT');
    expect(await run).toMatchObject({
      exitCode: 130,
      stderr: `td-view: ${job}: there is no job yet: the page waits for one\ntd-view: interrupted\n`,
    });
  });

  test('takes a port, and says so if another program has it', async () => {
    const { job } = temporaryJob();
    const run = startCommand('td-view', argv`-p ${job}`);
    onTestFinished(() => void run.kill('SIGKILL'));
    const { port } = new URL((await readLine(run.stdout!)).trim());
    const second = await runCommand('td-view', argv`-p ${job} --port ${port}`);
    expect(second).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `td-view: port ${port}: another program uses it; give another with --port, or leave it out to get a free one\n`,
    });
  });

  test('refuses what is no folder, no port, and options that do not go together', async () => {
    const { folder, job } = temporaryJob();
    const file = join(folder, 'file');
    await writeFile(file, '');
    const of = async (args: string[]) => runCommand('td-view', args);
    expect(await of(argv`-p ${file}`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`-p: Expected a job folder, got a file: ${file}`) as string,
    });
    expect(await of(argv`-p ${job} --port 65536`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--port: Expected at most 65535, got 65536') as string,
    });
    expect(await of(argv`-p ${job} --port 1 --html x.html`)).toMatchObject({ exitCode: 2 });
    expect(await of([])).toMatchObject({ exitCode: 2 });
  });

  test('--open says what to do if no browser can be opened', async () => {
    const { folder, job } = temporaryJob();
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const run = startCommand('td-view', argv`-p ${job} --open`, { env: { PATH: bin } });
    onTestFinished(() => void run.kill('SIGKILL'));
    const [message] = (await once(run.stderr!, 'data')) as [Buffer];
    const more = String(message).includes('--open') ? '' : String((await once(run.stderr!, 'data'))[0]);
    expect(`${String(message)}${more}`).toMatch(
      /td-view: --open: xdg-open is not there; open http:\/\/127\.0\.0\.1:\d+\/ yourself\n/,
    );
  });
});

test('has help, a version, and refuses unknown options', async () => {
  const help = await runCommand('td-view', ['--help']);
  expect(help).toMatchObject({ exitCode: 0, stderr: '' });
  expect(help.stdout).toMatch(/^td-view: .*\n\nUsage: td-view /);
  expect(await runCommand('td-view', ['--version'])).toMatchObject({ exitCode: 0, stdout: '0.1.0\n' });
  expect(await runCommand('td-view', ['--no-such-option'])).toMatchObject({ exitCode: 2, stdout: '' });
});

describe('--html', () => {
  test('writes one file that has everything, and changes nothing in the folder', async () => {
    const { folder, job, scene } = await smallJob();
    const master = await runCommand(
      'td-master',
      argv`-n 3 -x 40 -y 30 -p ${job} --scene ${scene} -o ${folder}/x.png`,
    );
    expect(master.exitCode).toBe(0);
    const before = await readdir(job);
    const file = join(folder, 'kept.html');
    expect(await runCommand('td-view', argv`-p ${job} --html ${file}`)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    const page = await readFile(file, 'utf8');
    const [, data] = /<script id="kept" type="application\/json">(.*?)<\/script>/s.exec(page)!;
    expect(JSON.parse(data!)).toMatchObject({
      snapshot: {
        job: { phase: 'finished', title: 'ball.pov', image: { width: 40, height: 30 } },
        progress: { percent: 100, bands: 3, bandsDone: 3 },
      },
      rows: [{ first: 1, last: 30, url: expect.stringMatching(/^data:image\/png;base64,/) as string }],
    });
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    expect(await readdir(job)).toEqual(before);
    expect((await readdir(folder)).filter((name) => name.includes('kept'))).toEqual(['kept.html']);
  });

  test('writes nothing about a folder without a job', async () => {
    const { folder, job } = temporaryJob();
    expect(await runCommand('td-view', argv`-p ${job} --html ${folder}/x.html`)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `td-view: ${job}: Expected a job folder, got a folder without .td-job.json and lockfile; nothing was written\n`,
    });
    await writeFile(join(job, '.td-job.json'), '{"');
    const broken = await runCommand('td-view', argv`-p ${job} --html ${folder}/x.html`);
    expect(broken.exitCode).toBe(2);
    expect(broken.stderr).toMatch(/\.td-job\.json: .*; nothing was written\n$/);
    expect(existsSync(join(folder, 'x.html'))).toBe(false);
  });

  test('names a file that cannot be written', async () => {
    const { folder, job } = temporaryJob();
    await writeFile(join(job, 'lockfile'), '');
    const run = await runCommand('td-view', argv`-p ${job} --html ${folder}/none/x.html`);
    expect(run).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`cannot write ${folder}/none/x.html: `) as string,
    });
  });
});
