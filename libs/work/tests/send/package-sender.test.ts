import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import type { Launcher } from '@task-distributor/remote';
import { expect, it } from 'vitest';
import { PackageSender } from '../../src/send/package-sender.ts';
import { sendPackage } from '../../src/send/send-package.ts';
import { host, hostWith, hostWithCache } from './hosts.ts';
import { makePackage } from './make-package.ts';

const folder = temporaryFolder();
const never = new AbortController().signal;
const fresh = (): string => mkdtempSync(join(folder, 'x-'));

/** Counts what is started. */
function counted(launcher: Launcher): { launcher: Launcher; starts: () => number } {
  let starts = 0;
  const start: Launcher['start'] = (...words) => {
    starts += 1;
    return launcher.start(...words);
  };
  return { launcher: { ...launcher, start }, starts: () => starts };
}

it('sends to each host once, although many ask', async () => {
  const { launcher, starts } = counted(hostWithCache(fresh()));
  const sender = new PackageSender(makePackage(fresh(), { a: 'a' }), { launcher }, never);
  const others = Array.from({ length: 12 }, (_, i) => ({ ...host, name: `pi${i}` }));
  const sent = await Promise.all([...others, ...others, ...others].map((each) => sender.send(each, never)));
  expect(new Set(sent).size).toBe(1);
  expect(starts()).toBe(12);
});

it('asks again after a while, so that the package stays there', async () => {
  const { launcher, starts } = counted(hostWithCache(fresh()));
  const sender = new PackageSender(makePackage(fresh(), { a: 'a' }), { launcher }, never, 1_000);
  const there = await sender.send(host, never);
  rmSync(there, { recursive: true });
  await expect.poll(() => sender.send(host, never).then(() => existsSync(there))).toBe(true);
  expect(starts()).toBe(2);
});

it('tries again after a failure', async () => {
  const here = fresh();
  const { launcher, starts } = counted(hostWith((line) => `[ ! -f ${here}/broken ] || exit 3; ${line}`));
  const sender = new PackageSender(makePackage(here, { broken: 'a' }), { launcher }, never);
  await expect(sender.send(host, never)).rejects.toThrow('pi110: sending the scene: exit code 3');
  rmSync(join(here, 'broken'));
  await expect(sender.send(host, never)).rejects.toThrow('is gone since the job began');
  expect(starts()).toBe(2);
});

it('goes on when one of those who wait gives up, and ends with the job', async () => {
  const { launcher } = counted(hostWith((line) => `sleep 60; ${line}`));
  const [job, attempt] = [new AbortController(), new AbortController()];
  const sender = new PackageSender(makePackage(fresh(), { a: 'a' }), { launcher }, job.signal);
  const sending = [sender.send(host, never), sender.send(host, attempt.signal)] as const;
  attempt.abort(new Error('given up'));
  await expect(sending[1]).rejects.toThrow('given up');
  job.abort(new Error('job over'));
  await expect(sending[0]).rejects.toThrow('job over');
});

it('keeps hosts waiting that are not yet sent to', async () => {
  const launcher = hostWithCache(fresh());
  const pack = makePackage(fresh(), { a: 'a' });
  const silenceSeconds = 2;
  const turn = async <T>(run: () => Promise<T>): Promise<T> => {
    await new Promise((resolve) => setTimeout(resolve, 3_000 * silenceSeconds));
    return run();
  };
  const sending = sendPackage(pack, { launcher, host, cache: { silenceSeconds }, turn }, never);
  await expect(sending).resolves.toContain(pack.hash);
});
