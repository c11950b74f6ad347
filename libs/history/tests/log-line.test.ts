import type { JobEvent } from '@task-distributor/band';
import { expect, test } from 'vitest';
import { decodeLogLine, encodeLogLine } from '../src/index.ts';

const band = { first: 1, last: 150, host: 'pi@pi110:2222', state: 'running', info: '45' } as const;
const start = new Date('2026-11-22T12:00:00.000Z');
const end = new Date('2026-11-22T12:00:02.500Z');
const report = { bytes: 9, parseSeconds: 0.1, traceSeconds: null };

const events: readonly JobEvent[] = [
  { type: 'opened', job: 'id', folder: 'job', lockfile: 'job/lockfile', width: 800, height: 600 },
  { type: 'opened', job: 'id', folder: 'job', lockfile: 'l', width: 8, height: 6, scene: '/s.pov' },
  { type: 'planned', cut: 'cost', bands: 4, hosts: 2, expectedSeconds: 12.5, evenSeconds: null },
  {
    type: 'hosts',
    hosts: [{ name: 'pi@pi110:2222', slots: 2, weight: 0.5 }],
    splits: true,
  },
  { type: 'costs', strips: [{ first: 1, last: 600, seconds: 12.25 }] },
  { type: 'queued', band: { ...band, state: '-', info: null } },
  band,
  { ...band, state: 'failed', info: 'timed out', code: 'E_TIMEOUT' },
  { ...band, first: null, last: null },
  {
    type: 'attempt',
    rows: { first: 1, last: 150 },
    host: 'pi110',
    attempt: 2,
    attempts: 4,
    start,
    end,
    outcome: {
      reason: 'line 1\nline 2\u2028"',
      isFinal: false,
      code: 'E_REMOTE',
      exitCode: null,
      way: { name: 'ssh', reason: null },
      report: { ...report, launchSeconds: 0.7, continued: null },
      cutFrom: { first: 1, last: 300 },
    },
  },
  { type: 'blocks-started', rows: { first: 1, last: 32 }, blocks: { first: 8, last: 13 }, host: 'pi114' },
  {
    type: 'blocks',
    rows: { first: 1, last: 32 },
    blocks: { first: 8, last: 13 },
    host: 'pi114',
    start,
    end,
    reason: null,
    report,
  },
  { type: 'host', host: 'pi110', status: 'quarantined' },
  { type: 'limited', shortage: { what: 'too many processes', wayOut: 'raise ulimit -u' }, workers: 3 },
  { type: 'line', band, host: 'pi110', text: 'pi110 2026_11_22_12:00:00 1-150' },
  { type: 'composed', output: 'a.png', width: 800, height: 600, parts: ['job/rows.png'], jobs: 1 },
  { type: 'stopped', reason: 'interrupted' },
  {
    type: 'closed',
    folder: 'job',
    lockfile: 'job/lockfile',
    kept: { names: ['rows.png'], lockfile: false, parts: true, reason: 'EPERM' },
  },
];

test.each(events.map((event) => [JSON.stringify(event), event]))(
  '%s is one line, and read back',
  (_, event) => {
    const timed = { at: 1_764_374_400_000, event };
    const line = encodeLogLine(timed);
    expect(line).not.toMatch(/\n/);
    expect(decodeLogLine(line)).toEqual(timed);
  },
);

const failedAttempt = events.find((event) => 'type' in event && event.type === 'attempt')!;

test('a torn line is none, wherever it is torn', () => {
  const line = encodeLogLine({ at: 1_764_374_400_000, event: failedAttempt });
  for (let length = 0; length < line.length; length += 1)
    expect([length, decodeLogLine(line.slice(0, length))]).toEqual([length, null]);
  expect(decodeLogLine(line + line)).toBeNull();
});

test.each([
  ['of a later version', '{"v":2,"at":1,"event":{"type":"host","host":"pi1","status":"quarantined"}}'],
  ['an event of a later version', '{"v":1,"at":1,"event":{"type":"moved","host":"pi1"}}'],
  ['a name of every object', '{"v":1,"at":1,"event":{"type":"constructor"}}'],
  ['no time', '{"v":1,"event":{"type":"host","host":"pi1","status":"quarantined"}}'],
  ['no object', '[]'],
  ['null', '{"v":1,"at":1,"event":null}'],
  ['a number for a host', '{"v":1,"at":1,"event":{"type":"host","host":1,"status":"quarantined"}}'],
  ['rows that are none', '{"v":1,"at":1,"event":{"first":3,"last":1,"host":null,"state":null,"info":null}}'],
  ['no band', '{"v":1,"at":1,"event":{"type":"queued","band":{"first":1}}}'],
  ['no date', encodeLogLine({ at: 1, event: failedAttempt }).replace('2026-11-22T12:00:00.000Z', 'soon')],
])('a line that has %s is none', (_, line) => {
  expect(decodeLogLine(line)).toBeNull();
});
