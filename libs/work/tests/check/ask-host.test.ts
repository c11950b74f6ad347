import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Launcher, launchers, quoteCommand } from '@task-distributor/remote';
import { defaultRenderer } from '@task-distributor/render';
import { fakeRenderer, temporaryFolder } from '@task-distributor/testing';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askHost } from '../../src/check/ask-host.ts';
import { SharedFolder } from '../../src/check/shared-folder.ts';
import { host } from '../send/hosts.ts';
import { type LoginShell, loginShells } from '../workers/bare/login-shells.ts';

const folder = temporaryFolder();
const shells = loginShells(folder);
const [dash] = shells as [LoginShell];
const local = launchers.local({});
afterAll(() => local.close());

let shared: SharedFolder;
let job: string;
let temporary: string;

beforeEach(async () => {
  [job, temporary] = ["job it's ", 'tmp-'].map((name) => mkdtempSync(join(folder, name))) as [string, string];
  shared = await SharedFolder.open(job);
});
afterEach(() => shared.close());

/** This machine as a host with that login shell. */
function hostWith(shell: LoginShell, before = ''): Launcher {
  const words = ['env', '-i', `PATH=${shell.path}`, `TMPDIR=${temporary}`, `HOME=${folder}`, shell.program];
  return {
    ...local,
    start: (to, line, signal) => local.start(to, `${before}${quoteCommand([...words, '-c', line])}`, signal),
  };
}

function ask(launcher: Launcher, { povray = '', jobFile = shared.tokenFile } = {}) {
  const asked = {
    scene: '/etc/passwd',
    jobFile,
    jobId: shared.token,
    renderers: [povray],
    defaultOptions: [],
  };
  const file = { folder: shared, file: shared.fileFor(0) };
  const questions = { launcher, host, asked, check: defaultRenderer.host.check, shared: file };
  return askHost(questions, AbortSignal.timeout(30_000));
}

describe.each(shells)('a host whose login shell is $name', (shell) => {
  it('answers everything, and is left as it was', async () => {
    const bin = mkdtempSync(join(folder, 'bin-'));
    await fakeRenderer(bin, "echo first >&2; echo 'POV-Ray 3.8.0-beta.2 and more' >&2", 'povray');
    const answers = await ask(hostWith(shell), { povray: join(bin, 'povray') });
    expect(answers).toMatchObject({ folder: 'same', seesScene: true, rendererVersion: '3.8.0-beta.2' });
    expect(answers.load).toBeGreaterThanOrEqual(0);
    const { seconds, error } = answers.clock!;
    expect(Math.abs(seconds)).toBeLessThanOrEqual(error + 0.1);
    expect(readdirSync(temporary)).toEqual([]);
    await shared.close();
    expect(readdirSync(job)).toEqual([]);
  });
});

describe('the job folder', () => {
  it('is not there', async () => {
    expect((await ask(hostWith(dash), { jobFile: join(folder, 'none/x') })).folder).toBe('none');
  });

  it('is another one', async () => {
    expect((await ask(hostWith(dash), { jobFile: join(folder, 'x') })).folder).toBe('other');
  });

  it('cannot be written', async () => {
    const file = join(job, 'in the way');
    mkdirSync(file);
    shared.fileFor = () => file;
    expect((await ask(hostWith(dash))).folder).toBe('read-only');
  });

  it('is a copy', async () => {
    const copy = mkdtempSync(join(folder, 'copy-'));
    writeFileSync(join(copy, 'token'), shared.token);
    shared.fileFor = () => join(copy, 'answer');
    shared.canRead = () => Promise.resolve(false);
    expect((await ask(hostWith(dash), { jobFile: join(copy, 'token') })).folder).toBe('copy');
    expect(readdirSync(copy)).toEqual(['token']);
  });

  it('is made for the check, and removed with the folders above it', async () => {
    const path = join(folder, 'deep/er/job');
    const made = await SharedFolder.open(path);
    expect(readdirSync(path)).toHaveLength(1);
    await made.close();
    expect(readdirSync(folder)).not.toContain('deep');
  });
});

it('a program that does not answer is named', async () => {
  const path = join(mkdtempSync(join(folder, 'bin-')), 'povray');
  writeFileSync(path, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(path, 0o755);
  await expect(ask(hostWith(dash), { povray: path })).rejects.toThrow(
    `no answer for 10 s, when asked for the version of ${path}`,
  );
}, 30_000);
