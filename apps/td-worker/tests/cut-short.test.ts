import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fakeRenderer, runCommand, slowScene } from '@task-distributor/testing';
import { openJob } from '@task-distributor/lockfile';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { SlowBand } from './slow-band.ts';

let band: SlowBand;

beforeEach(async () => {
  band = await SlowBand.create();
});

test('a line on the lifeline cuts the band short; part and lockfile line have the new rows', async () => {
  const asked: string[] = [];
  const lines = await band.work([], (line, { write }) => {
    if (!line.includes('running') || asked.length > 0) return;
    asked.push(line);
    write('..\ncut 64\n.');
  });
  const split = lines.find((line) => line.includes('split'))!;
  const last = Number(/\t1-(\d+)$/.exec(split)![1]);
  expect(split).toMatch(/^1\t120\tpi1\tsplit\t/);
  expect([last % 8, last >= 64, last < 120]).toEqual([0, true, true]);
  expect(lines.at(-1)).toMatch(
    new RegExp(`^1\t${last}\tpi1\tended\tbytes=\\d+ parse=[0-9.]+ trace=[0-9.]+ launch=[0-9.]+$`),
  );
  const name = `rows-000001-${String(last).padStart(6, '0')}.png`;
  expect((await readdir(band.job)).sort()).toEqual(['lockfile', name]);
  expect(await readFile(join(band.job, 'lockfile'), 'utf8')).toMatch(new RegExp(`^pi1 .* 1-${last}\n$`));
  await band.expectRows(name, 1, last);
});

test('a band that is nearly done, or whose part has no rows in its name, keeps its rows', async () => {
  const answers = async (): Promise<string[]> => {
    let isAsked = false;
    const lines = await band.work([], (line, { write }) => {
      if (!isAsked && line.includes('running')) write('\ncut 120\n\ncut 7\n\ncut 119\n');
      isAsked = true;
    });
    return lines.filter((line) => line.includes('split')).slice(0, 1);
  };
  expect(await answers()).toEqual(['1\t120\tpi1\tsplit\t1-120']);
  band.words = band.words.filter((word) => word !== '--band');
  expect(await answers()).toEqual(['1\t120\tpi1\tsplit\t1-120']);
});

test('an attempt that is stopped is continued by the next one', async () => {
  await rm(join(band.job, 'lockfile'));
  const sceneHash = createHash('sha256')
    .update(await readFile(band.scene))
    .digest('hex');
  const reads = { hash: '', count: 0, files: [], stamps: [''] };
  const facts = { scene: band.scene, sceneHash, reads, width: 160, height: 121, options: [] };
  const opened = await openJob(band.job, facts, { takeover: 'none', join: false });
  onTestFinished(() => opened.release());
  const more = ['--job', opened.id];
  await band.work(more, (line, { kill }) => {
    if (/\trunning\t\d+ rows=/.test(line)) kill('SIGTERM');
  });
  const lines = await band.work(more, () => undefined);
  expect(lines.at(-1)).toMatch(/\tended\t.* continued=0\.\d/);
  await band.expectRows('rows-000001-000120.png', 1, 120);
});

test('a quick render starts POV-Ray once, and one whose files cannot be seen starts it once more', async () => {
  const count = join(band.folder, 'count');
  const small = [...band.words.slice(0, 11), '--host', 'pi1'];
  const runs = async (lines: string): Promise<number> => {
    await writeFile(count, '');
    const povray = await fakeRenderer(band.folder, `echo >> ${count}; ${lines}`);
    const run = await runCommand('td-worker', [...small, '--povray', povray, '--', '+Q1']);
    expect(run.exitCode).toBe(0);
    return (await readFile(count, 'utf8')).length;
  };
  expect(await runs('exec povray "$@"')).toBe(1);
  expect(await runs(`cd ${band.folder}; exec povray "$@"`)).toBe(2);
});

test('a state file that cannot be written costs a second launch, and no band', async () => {
  await slowScene(band.folder, 'slow.pov', 100);
  const limit = `case "$*" in *td-image*) trap '' XFSZ; ulimit -f 40;; esac`;
  const povray = await fakeRenderer(band.folder, `${limit}\nexec povray "$@"`);
  const run = await runCommand('td-worker', [...band.words, '--povray', povray, ...band.options]);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  await band.expectRows('rows-000001-000120.png', 1, 120);
});
