import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { learnSpeeds, readSpeeds, speedsPath } from '../../src/speeds/speeds-file.ts';

let path: string;
const now = new Date('2026-11-29T10:00:00Z');
const day = '2026-11-29';

beforeEach(() => {
  path = speedsPath({ XDG_STATE_HOME: temporaryFolder() })!;
});

function write(text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

async function learn(
  speeds: Readonly<Record<string, number>>,
  seconds = 10,
): Promise<Record<string, number>> {
  const measured = Object.entries(speeds).map(([name, speed]) => ({ name, speed, seconds }));
  await learnSpeeds(path, measured, now);
  const remembered = await readSpeeds(path, now);
  return Object.fromEntries([...remembered].map(([name, { speed }]) => [name, speed]));
}

describe('learnSpeeds', () => {
  it('keeps the proportions of a first job, with 1 as the mean', async () => {
    expect(await learn({ 'pi@fast': 0.9, slow: 0.3 })).toEqual({ fast: 1.5, slow: 0.5 });
    const { hosts } = JSON.parse(readFileSync(path, 'utf8')) as { hosts: unknown };
    expect(hosts).toEqual({
      fast: { speed: 1.5, seconds: 10, jobs: 1, day },
      slow: { speed: 0.5, seconds: 10, jobs: 1, day },
    });
    expect(readdirSync(dirname(path))).toEqual(['speeds.json']);
  });

  it('regards a job whose estimate was too low by a factor as one that says the same', async () => {
    const first = await learn({ fast: 0.9, slow: 0.3 });
    expect(await learn({ fast: 9, slow: 3 })).toEqual(first);
  });

  it('puts a host that is new on the scale of those that are known', async () => {
    await learn({ a: 1, b: 1 });
    expect(await learn({ b: 20, c: 40 })).toEqual({ a: 1, b: 1, c: 2 });
  });

  it('learns nothing from one host alone, by whatever users, and nothing of names that cannot be read back', async () => {
    expect(await learn({ 'pi@a': 1, 'root@a': 3, 'fe80::1%eth0': 3 })).toEqual({});
  });

  it('forgets soon what has changed', async () => {
    for (let job = 0; job < 10; job += 1) await learn({ a: 3, b: 1 }, 30);
    for (let job = 0; job < 6; job += 1) await learn({ a: 1, b: 1 }, 30);
    const { a, b } = await learn({ a: 1, b: 1 }, 30);
    expect(a! / b!).toBeLessThan(1.2);
  });

  it('forgets hosts of which nothing was seen for half a year', async () => {
    write(JSON.stringify({ hosts: { old: { speed: 1, seconds: 9, jobs: 1, day: '2026-05-01' } } }));
    expect((await readSpeeds(path, now)).size).toBe(0);
    expect(await learn({ a: 1, b: 1 })).toEqual({ a: 1, b: 1 });
  });

  it.each([
    ['no JSON', '{"hosts": {"a"'],
    ['something else', '[1, 2]'],
    [
      'no numbers',
      '{"hosts": {"a": {"speed": "9", "seconds": null, "jobs": 1, "day": "2026-11-29"}, "b": null, "c": 3}}',
    ],
    ['a day to come', '{"hosts": {"a": {"speed": 9, "seconds": 9, "jobs": 1, "day": "2099-01-01"}}}'],
    ['no day', '{"hosts": {"a": {"speed": 9, "seconds": 9, "jobs": 1, "day": "today"}}}'],
    ['absurd numbers', '{"hosts": {"a": {"speed": -1, "seconds": 1e999, "jobs": 1, "day": "2026-11-29"}}}'],
  ])('begins anew if the file has %s', async (_, text) => {
    write(text);
    expect((await readSpeeds(path, now)).size).toBe(0);
    expect(await learn({ a: 5, b: 5 })).toEqual({ a: 1, b: 1 });
  });
});

test('a pipe in the place of the file is not read', async () => {
  mkdirSync(dirname(path), { recursive: true });
  execFileSync('mkfifo', [path]);
  expect((await readSpeeds(path, now)).size).toBe(0);
});

describe('speedsPath', () => {
  it.each([
    ['XDG_STATE_HOME', { XDG_STATE_HOME: '/state', HOME: '/home/pi' }, '/state'],
    ['HOME', { HOME: '/home/pi' }, '/home/pi/.local/state'],
    [
      'HOME, if the other one is not absolute',
      { XDG_STATE_HOME: 'state', HOME: '/home/pi' },
      '/home/pi/.local/state',
    ],
  ])('is below %s', (_, env, folder) => {
    expect(speedsPath(env)).toBe(join(folder, 'task-distributor/speeds.json'));
  });

  it('is nowhere without a home', () => {
    expect(speedsPath({})).toBeNull();
  });
});
