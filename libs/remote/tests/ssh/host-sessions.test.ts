import { expect, test } from 'vitest';
import type { HostProcess } from '../../src/launcher.ts';
import { HostSessions } from '../../src/ssh/host-sessions.ts';
import { sessionRefused } from '../../src/ssh/ssh-error.ts';

const host = { user: null, name: 'pi1', port: null };
const never = new AbortController().signal;

/** A fake of a host with `MaxSessions 1`, which notices the end of a process only after a refusal. */
function slowHost(refusals: number): { sessions: HostSessions; tries: () => number } {
  let tries = 0;
  const start = (): Promise<HostProcess> => {
    tries += 1;
    if (tries > 1 && tries <= 1 + refusals) return Promise.reject(sessionRefused(host, 'open failed'));
    return Promise.resolve({ ended: Promise.resolve({}) } as unknown as HostProcess);
  };
  return { sessions: new HostSessions(() => Promise.resolve({ start })), tries: () => tries };
}

test('a host that has not noticed yet that its only session has ended is asked again', async () => {
  const { sessions, tries } = slowHost(2);
  await (
    await sessions.start(host, 'true', never)
  ).ended;
  await sessions.start(host, 'true', never);
  expect(tries()).toBe(4);
});

test('a host that refuses the first session of all has refused', async () => {
  const refusing = new HostSessions(() =>
    Promise.resolve({ start: () => Promise.reject(sessionRefused(host, 'open failed')) }),
  );
  await expect(refusing.start(host, 'true', never)).rejects.toThrow('open failed');
});
