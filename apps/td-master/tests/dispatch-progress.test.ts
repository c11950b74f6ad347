import type { Band, JobEvent } from '@task-distributor/band';
import { commandPath, smallScene, temporaryJob } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { dispatchView } from '../src/dispatch-view.ts';

const until = { timeout: 30_000 };

/** stderr of td-dispatch for three bands. */
async function shownAbout(...more: string[]): Promise<string[]> {
  const { folder, job } = temporaryJob();
  const words = ['-x', '80', '-y', '60', '-p', job, '--scene', await smallScene(folder), ...more];
  const input = [1, 21, 41].map((first) => `${first}\t${first + 19}\t-\t-\t-\n`).join('');
  const { stderr } = await execa(process.execPath, [commandPath('td-dispatch'), ...words], { input });
  return stderr.split('\n');
}

test('--progress plain counts the bands whose workers have succeeded', until, async () => {
  const lines = await shownAbout('--progress', 'plain');
  expect(lines.filter((line) => line.endsWith(': done'))).toHaveLength(3);
  expect(lines.at(-1)).toMatch(/^td-dispatch: 100 %, 3 of 3 bands, 0:\d\d$/);
});

test('--progress json ends with all bands done', until, async () => {
  const lines = (await shownAbout('--progress', 'json')).map((line) => JSON.parse(line) as object);
  expect(lines.at(-1)).toMatchObject({ event: 'progress', percent: 100, bands: 3, done: 3 });
});

const band: Band = { first: 1, last: 60, host: 'pi1', state: 'ended', info: null };
const hosts: JobEvent = {
  type: 'hosts',
  hosts: [{ name: 'this-machine', slots: 1, weight: 1 }],
  splits: false,
};

function seen(isListed: boolean, ...events: JobEvent[]): JobEvent[] {
  const all: JobEvent[] = [];
  const view = dispatchView({ see: (event) => void all.push(event) }, isListed);
  for (const event of events) view.see(event);
  return all;
}

test('without a list, only the hosts of bands are shown', () => {
  expect(seen(false, hosts, band)).toEqual([
    { ...hosts, hosts: [] },
    { ...band, state: 'done' },
  ]);
  expect(seen(true, hosts, band)[0]).toEqual(hosts);
});

test('without bands, nothing is shown', () => {
  expect(seen(true, hosts)).toEqual([]);
});

test('a band is done once', () => {
  expect(seen(true, band, { ...band, state: 'done', info: '/job/a.png' })).toHaveLength(1);
});
