import { expect, test } from 'vitest';
import { Notices } from '../../src/observers/notices.ts';
import { attempt, band, opened } from './events.ts';

test('reports failed attempts that are repeated, quarantined hosts, and failed bands', () => {
  const printed: string[] = [];
  const notices = new Notices((message) => printed.push(message));
  const failed = { reason: 'no disk', exitCode: 1 };
  for (const event of [
    opened,
    band(1, 'started'),
    attempt(1, { attempt: 1 }, failed),
    attempt(1, { attempt: 2, host: 'pi@pi111:22' }, failed),
    { type: 'host', host: 'pi@pi111:22', status: 'quarantined' } as const,
    attempt(1, { attempt: 3 }, failed),
    band(1, 'failed', 'no disk'),
    attempt(2, {}, { ...failed, isFinal: true }),
    band(2, 'failed'),
    attempt(2, {}, {}),
    band(2, 'ended'),
  ]) {
    notices.see(event);
  }
  expect(printed).toEqual([
    'pi111 rows 1-10: attempt 1 of 3 failed: no disk',
    'pi@pi111:22 rows 1-10: attempt 2 of 3 failed: no disk',
    'pi@pi111:22: quarantined after two failures in a row',
    'pi111 rows 1-10: no disk',
    'pi112 rows 11-20: failed',
  ]);
});

test('a shortage, with the way out', () => {
  const lines: string[] = [];
  const shortage = { what: 'too many open files', wayOut: 'raise ulimit -n' };
  for (const workers of [1, 5]) {
    new Notices((line) => lines.push(line)).see({ type: 'limited', shortage, workers });
  }
  expect(lines).toEqual([
    'too many open files: continues with 1 worker at a time; raise ulimit -n',
    'too many open files: continues with 5 workers at a time; raise ulimit -n',
  ]);
});

test("a fault of a host's set-up is reported once for the host, and one of all hosts not at all", () => {
  const printed: string[] = [];
  const notices = new Notices((message) => printed.push(message));
  const failed = { reason: 'no scene', code: 'E_SCENE', exitCode: 1 };
  for (const event of [
    attempt(1, {}, failed),
    attempt(2, { host: 'pi111' }, failed),
    attempt(2, { attempt: 2 }, failed),
    attempt(3, { host: 'pi111' }, { ...failed, reason: 'no povray', code: 'E_NO_RENDERER' }),
    attempt(4, {}, { ...failed, code: 'E_FAILED' }),
    attempt(4, {}, { ...failed, code: 'E_FAILED' }),
    { ...band(1, 'failed', 'all hosts: no scene'), code: 'E_ALIKE' },
  ]) {
    notices.see(event);
  }
  notices.end();
  expect(printed).toEqual([
    'pi111 rows 1-10: attempt 1 of 3 failed: no scene; put it into a folder that it shares with this machine',
    'pi111 rows 21-30: attempt 1 of 3 failed: no povray',
    'pi114 rows 31-40: attempt 1 of 3 failed: no scene',
    'pi114 rows 31-40: attempt 1 of 3 failed: no scene',
    'pi112 rows 11-20: attempt 2 of 3 failed: no scene; put it into a folder that it shares with this machine',
  ]);
});

test('where several hosts fail by the same fault, the first is reported at once, and the others in one line', () => {
  const printed: string[] = [];
  const notices = new Notices((message) => printed.push(message));
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  const missing = (host: string) => ({
    reason: `not found; try: ssh ${host} td-worker`,
    code: 'E_NO_WORKER',
    exitCode: 127,
  });
  const failed = (number: number, facts: { attempt: number }) =>
    attempt(number, facts, missing(`pi11${number}`));
  for (const number of numbers) notices.see(failed(number, { attempt: 1 }));
  expect(printed).toHaveLength(1);
  for (const number of numbers) {
    notices.see({ type: 'host', host: `pi11${number}`, status: 'quarantined' });
    notices.see(failed(number, { attempt: 3 }));
    notices.see(band(number, 'failed', missing(`pi11${number}`).reason));
  }
  notices.end();
  expect(printed).toEqual([
    'pi111 rows 1-10: attempt 1 of 3 failed: not found; try: ssh pi111 td-worker; give --worker COMMAND',
    'pi111: quarantined after two failures in a row',
    'pi111 rows 1-10: not found; try: ssh pi111 td-worker; give --worker COMMAND',
    'pi112, pi113, pi114, pi115, pi116 and 2 more: failed in the same way',
    'pi112, pi113, pi114, pi115, pi116 and 2 more: quarantined after two failures in a row',
    'pi112 rows 11-20, pi113 rows 21-30, pi114 rows 31-40, pi115 rows 41-50, pi116 rows 51-60 and 2 more: failed in the same way',
  ]);
});

test('lines about other hosts come after a second, though the job goes on', async () => {
  const printed: string[] = [];
  const notices = new Notices((message) => printed.push(message));
  for (const number of [1, 2, 3]) notices.see(attempt(number, {}, { reason: 'no job', code: 'E_NO_JOB' }));
  await expect.poll(() => printed).toHaveLength(2);
  expect(printed[1]).toBe('pi112, pi113: failed in the same way');
});
