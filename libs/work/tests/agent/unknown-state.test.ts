import { execa } from 'execa';
import { statSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { TdError } from '@task-distributor/band';
import type { Rendering, RunChoices } from '@task-distributor/render';
import { slowScene, temporaryFolder } from '@task-distributor/testing';
import { povray, program, samplesOf } from './cut-render.ts';

/** A host continues a state file that nobody has read. Its name is that of the run's output. */
const folder = temporaryFolder();
const image = join(folder, 'td-image.png');
const state = join(folder, 'td-image.pov-state');
const blockBytes = 8 * 8 * 5 * 4;

beforeAll(async () => {
  await slowScene(folder, 'a.pov');
  // Until more than one row of blocks is finished.
  await run(renderingOf(96, []), (process) => {
    if ((statSync(state, { throwIfNoEntry: false })?.size ?? 0) > 14 * blockBytes) process.kill('SIGKILL');
  });
});

test('the last blocks are rendered, or none is left', { timeout: 60_000 }, async () => {
  const whole = await uncut();
  const kept = await readFile(state);
  const short = renderingOf(8, 'unknown');
  expect(await run(short)).toBeNull();
  expect([short.progress.done, short.progress.total, short.isRendered]).toEqual([0, 0, true]);
  const top = 64 * 8 * 3;
  expect((await samplesOf(await readFile(image))).subarray(0, top).equals(whole.subarray(0, top))).toBe(true);

  await rm(image);
  writeFileSync(state, kept);
  const long = renderingOf(96, 'unknown');
  expect(await run(long)).toBeNull();
  expect(long.isRendered).toBe(true);
  // On a busy machine, POV-Ray can end without a progress line.
  expect([0, 64 * 96]).toContain(long.progress.total);
  expect(long.progress.done).toBeLessThan(64 * 96);
  expect((await samplesOf(await readFile(image))).equals(whole)).toBe(true);
  // POV-Ray does nothing where the image is there, and exits 0.
  const again = renderingOf(96, 'unknown');
  expect((await run(again))?.message).toContain('expected the statistics of 6144');
  expect(again.isRendered).toBe(false);
});

async function uncut(): Promise<Buffer> {
  const { args } = renderingOf(96, null).command;
  const { stdout } = await execa(program, args, { cwd: folder, encoding: 'buffer' });
  return samplesOf(Buffer.from(stdout));
}

function renderingOf(last: number, given: RunChoices['given']): Rendering {
  const run = { given, threads: 1, imageMegabytes: null, env: {} };
  const size = { width: 64, height: 96, rows: { first: 1, last }, format: '+FN' };
  const request = { ...size, program, scene: 'a.pov', options: ['+BS8'], run };
  return povray.render(request, { folder, env: process.env });
}

async function run(
  rendering: Rendering,
  onMessage: (process: { kill(signal: NodeJS.Signals): unknown }) => void = () => undefined,
): Promise<TdError | null> {
  const { args, contents } = rendering.command;
  for (const [name, text] of Object.entries(contents.files)) writeFileSync(join(folder, name), text);
  const subprocess = execa(program, args, { cwd: folder, reject: false, env: rendering.command.env });
  subprocess.stderr.on('data', (chunk: Uint8Array) => {
    rendering.read(chunk);
    onMessage(subprocess);
  });
  const { exitCode, signal } = await subprocess;
  rendering.readEnd();
  return rendering.judge({ exitCode, signal, cause: undefined });
}
