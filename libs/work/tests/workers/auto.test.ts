import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJob } from '@task-distributor/lockfile';
import { type Launcher, launchers } from '@task-distributor/remote';
import { slowScene, temporaryFolder, temporaryJob } from '@task-distributor/testing';
import { afterAll, expect, test } from 'vitest';
import { version } from '../../src/version.ts';
import { auto } from '../../src/workers/auto.ts';
import { program } from '../agent/cut-render.ts';
import { host, inCache, surrounded } from '../send/hosts.ts';

const local = launchers.local({});
afterAll(() => local.close());

/** A PATH with a td-worker of this version, which only notes that it was started. */
function pathWithWorker(folder: string, started: string): string {
  const [bin, own] = [join(folder, 'path'), join(folder, 'package/bin')];
  for (const each of [bin, own]) mkdirSync(each, { recursive: true });
  writeFileSync(join(folder, 'package/package.json'), JSON.stringify({ version }, null, 2));
  writeFileSync(join(own, 'td-worker'), `#!/bin/sh\necho >>${started}\nexit 1\n`);
  chmodSync(join(own, 'td-worker'), 0o755);
  symlinkSync(join(own, 'td-worker'), join(bin, 'td-worker'));
  return `${bin}:${process.env['PATH']}`;
}

/** Which of the two renders a band on a host that has both. */
async function chosen(
  isQuick: boolean,
  {
    height = 16,
    keepState = false,
    options = [],
  }: { height?: number; keepState?: boolean; options?: string[] } = {},
): Promise<string[]> {
  const folder = temporaryFolder();
  const names: string[] = [];
  const there = inCache(folder, pathWithWorker(folder, join(folder, 'started')));
  const noted = surrounded(local, (commandLine) => {
    if (commandLine.includes('td-bare-output')) names.push('bare');
    else if (/^td-worker /.test(commandLine)) names.push('ours');
    return there(commandLine);
  });
  const launcher: Launcher = { ...noted, wayTo: () => ({ name: 'ssh', isHere: false, reason: null }) };
  const { job } = temporaryJob();
  const scene = await slowScene(folder, 'a.pov', 1);
  const image = { width: 16, height, scene, options };
  const opened = await openJob(job, { ...image, sceneHash: null }, { takeover: 'none', join: false });
  const { signal } = new AbortController();
  const worker = auto.create({
    image,
    job: { id: opened.id, folder: job, isQuick: Promise.resolve(isQuick) },
    renderer: program,
    launcher,
    commandOn: () => 'td-worker',
    limits: { timeoutSeconds: null, stallSeconds: null },
    signal,
    workers: { keepState, previews: false, send: { paths: [], limitBytes: 1e9 }, slotsOf: () => 1 },
  });
  const observer = { started: () => undefined, progressed: () => undefined, split: () => undefined };
  await worker.attempt({ first: 1, last: 16 }, host, observer, signal);
  await opened.release();
  return names;
}

test('a small image of a quick job is rendered without td-worker, even where it is installed', async () => {
  expect(await chosen(true)).toEqual(['bare']);
});

test('options that name a folder relative to this one are followed without td-worker', async () => {
  expect(await chosen(false, { options: ['+Linc'] })).toEqual(['bare']);
});

test.each([
  ['a job that takes long', false, {}],
  ['a job with an absolute name', false, { options: ['+L/inc'] }],
  ['a large image', true, { height: 300_000 }],
  ['a state that another host may continue', true, { keepState: true }],
])('%s needs td-worker', async (_, isQuick, more) => {
  expect(await chosen(isQuick, more)).toEqual(['ours']);
});
