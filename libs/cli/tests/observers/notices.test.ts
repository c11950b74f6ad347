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
