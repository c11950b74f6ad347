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
  expect(printed).toEqual([
    'pi111 rows 1-10: attempt 1 of 3 failed: no scene',
    'pi112 rows 11-20: attempt 2 of 3 failed: no scene',
    'pi111 rows 21-30: attempt 1 of 3 failed: no povray',
    'pi114 rows 31-40: attempt 1 of 3 failed: no scene',
    'pi114 rows 31-40: attempt 1 of 3 failed: no scene',
  ]);
});
