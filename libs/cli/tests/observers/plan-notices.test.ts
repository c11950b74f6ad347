import type { JobPlanned } from '@task-distributor/band';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { Joblog } from '../../src/observers/joblog.ts';
import { PlanNotices } from '../../src/observers/plan-notices.ts';
import { opened } from './events.ts';

const planned: JobPlanned = {
  type: 'planned',
  cut: 'cost',
  bands: 8,
  hosts: 8,
  expectedSeconds: 31.21,
  evenSeconds: 58.4,
};
const composed = { type: 'composed', output: 'a.png', width: 8, height: 6, parts: [], jobs: 1 } as const;

function noticesOf(...plans: JobPlanned[]): string[] {
  const lines: string[] = [];
  const notices = new PlanNotices((line) => lines.push(line), 5);
  for (const event of [opened, ...plans, composed]) notices.see(event);
  return lines;
}

test('says what is chosen and expected, and compares it with the outcome', () => {
  expect(noticesOf(planned)).toEqual([
    '8 hosts: 8 bands by cost, expected 31 s (even: 58 s) on machines like this one',
    expect.stringMatching(/^took 0\.\d s, expected 31 s$/),
  ]);
  expect(noticesOf({ ...planned, cut: 'even', hosts: 0, bands: 1, expectedSeconds: 9.96 })[0]).toBe(
    'this machine: 1 even band, expected 10.0 s',
  );
});

test('says nothing where nothing was estimated, or about a short job', () => {
  expect(noticesOf({ ...planned, expectedSeconds: 4.9 })).toEqual([]);
  expect(noticesOf({ ...planned, expectedSeconds: null, evenSeconds: null })).toEqual([]);
});

test('the joblog has one record about the plan, with the outcome', async () => {
  const path = join(temporaryFolder(), 'joblog');
  const onError = (error: Error): never => {
    throw error;
  };
  const job = { scene: null, hosts: [], start: null };
  const joblog = new Joblog(path, { job, append: false, onError });
  for (const event of [opened, planned]) joblog.see(event);
  await joblog.end();
  expect(readFileSync(path, 'utf8')).toContain(
    '\n{"type":"plan","cut":"cost","bands":8,"hosts":8,"expected":31.21,"even":58.4,"seconds":null}\n',
  );
});
