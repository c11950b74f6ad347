import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProcesses } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';
import { type AtWork, keptRow, SlowBand } from './slow-band.ts';

let band: SlowBand;

beforeEach(async () => {
  band = await SlowBand.create(1_000);
});

/** Expects the part of the rows that the worker has named last, and nothing else. */
async function expectPart(lines: readonly string[]): Promise<void> {
  const last = Number(lines.at(-1)!.split('\t')[1]);
  expect(lines.at(-1)).toMatch(/^1\t\d+\tpi1\tended\t/);
  const name = `rows-000001-${String(last).padStart(6, '0')}.png`;
  expect((await readdir(band.job)).sort()).toEqual(['lockfile', name]);
  expect(await readFile(join(band.job, 'lockfile'), 'utf8')).toMatch(new RegExp(`^pi1 .* 1-${last}\n$`));
  await band.expectRows(name, 1, last);
}

test('a worker that has just begun answers, and makes the part of the rows that it keeps', async () => {
  const lines = await band.work(
    [],
    () => undefined,
    ({ write }) => write('\ncut 8\n'),
  );
  expect(keptRow(lines)).toBeGreaterThanOrEqual(8);
  await expectPart(lines);
});

test('a worker that is asked from its beginning to its end keeps more and more exactly what it says', async () => {
  let row = 119;
  let timer: NodeJS.Timeout | undefined;
  const ask = ({ write }: AtWork): void => {
    timer = setInterval(() => write(`\ncut ${(row = Math.max(60, row - 1))}\n`), 20);
  };
  const lines = await band.work([], () => undefined, ask);
  clearInterval(timer);
  expect(lines.filter((line) => line.includes('split')).length).toBeGreaterThan(1);
  await expectPart(lines);
});

test('a worker that has just ended answers no more', async () => {
  const lines = await band.work([], (line, { write }) => {
    if (line.includes('\tended\t')) write('\ncut 8\n');
  });
  expect(keptRow(lines)).toBeNull();
  await expectPart(lines);
});

test('a worker whose POV-Ray is dead leaves nothing, and the next one makes the whole part', async () => {
  const killPovray = async ({ write }: AtWork): Promise<void> => {
    for (const { pid } of await findProcesses(`+I${band.scene}`)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    write('\ncut 8\n');
  };
  let isKilled = false;
  const lines = await band.work([], (line, worker) => {
    if (isKilled || !line.includes('running')) return;
    isKilled = true;
    void killPovray(worker);
  });
  expect(lines.join('\n')).not.toContain('ended');
  expect(await readdir(band.job)).toEqual(['lockfile']);
  await expectPart(await band.work([], () => undefined));
});
