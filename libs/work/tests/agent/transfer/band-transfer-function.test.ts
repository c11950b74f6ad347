import { rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { rendererFor } from '@task-distributor/render';
import { fakeRenderer, temporaryFolder } from '@task-distributor/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BandTransferFunction } from '../../../src/agent/transfer/band-transfer-function.ts';
import { program } from '../cut-render.ts';
import { openSlowJob, type SlowJob } from '../slow-job.ts';
import { measured } from './measured.ts';

let job: SlowJob;

beforeEach(async () => {
  job = await openSlowJob(1, { first: 1, last: 121 });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await job.close();
});

/** Whether it is known from the start, once POV-Ray has read the scene. */
function isKnown(renderedBy: string): boolean {
  const renderer = rendererFor(job.request.scene);
  const request = { ...job.request, program: renderedBy };
  const surroundings = { folder: job.folder, env: process.env };
  const transfer = new BandTransferFunction({ renderer, states: renderer.states!, request, surroundings });
  transfer.begin();
  transfer.end();
  const rendering = renderer.render(request, surroundings);
  rendering.read(Buffer.from('  Parse Time:       0 hours  0 minutes  0 seconds (0.001 seconds)\n'));
  return transfer.isKnownFor(rendering);
}

async function storedFile(): Promise<string> {
  const [states] = (await readdir(job.tmpdir)).filter((name) => name.startsWith('td-states-'));
  const [file] = await readdir(join(job.tmpdir, states!));
  return join(job.tmpdir, states!, file!);
}

test('is known once it was measured', async () => {
  expect(isKnown(program)).toBe(false);
  await measured(job.request, job.folder);
  expect(isKnown(program)).toBe(true);
});

test('is never known of a script, which could add other options next time', async () => {
  const script = await fakeRenderer(temporaryFolder(), `exec ${program} "$@"`);
  expect(await measured({ ...job.request, program: script }, job.folder)).not.toBe(null);
  expect(isKnown(script)).toBe(false);
});

test.each([
  ['a FIFO', async (path: string) => void (await execa('mkfifo', [path]))],
  ['a link to /dev/zero', async (path: string) => void (await execa('ln', ['-s', '/dev/zero', path]))],
  ['a folder', async (path: string) => void (await execa('mkdir', [path]))],
  ['garbage', async (path: string) => void (await execa('cp', ['/bin/sh', path]))],
])('is measured again if %s is in its place', async (_, put) => {
  await measured(job.request, job.folder);
  const path = await storedFile();
  rmSync(path);
  await put(path);
  expect(isKnown(program)).toBe(false);
});
