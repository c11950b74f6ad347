import type { JobState } from '@task-distributor/history';
import { expect, test } from 'vitest';
import { widthOf } from '../../src/progress/fit-text.ts';
import { frameLines, type Look } from '../../src/progress/frame-lines.ts';
import { lookFor } from '../../src/progress/look.ts';
import { bandAt, stateOf } from './a-state.ts';

const look: Look = { full: '#', empty: '-', paint: (_, text) => text };

function linesOf(state: JobState, columns: number, rows = 24): string[] {
  return frameLines(state, 10_000, { columns, rows, look });
}

/** A job in which everything happens. */
function eventful() {
  const state = stateOf(['pi110', 'pi111', 'pi112', 'pi113', 'pi114']);
  const report = { bytes: null, parseSeconds: null, traceSeconds: null };
  const outcome = { reason: 'gone', isFinal: false, exitCode: null, report };
  const times = { start: new Date(0), end: new Date(1) };
  const rows = { first: 1, last: 100 };
  const failed = { type: 'attempt', rows, attempt: 1, attempts: 3, ...times, outcome } as const;
  state.see({ ...failed, host: 'pi110', outcome: { ...outcome, code: 'E_SSH_CONNECT' } }, 10_000);
  state.see(bandAt(1, 'pi111', 'ended'), 10_000);
  state.see(bandAt(2, 'pi112', 'ended'), 10_000);
  state.see(bandAt(2, 'pi112', 'done'), 10_000);
  state.see(bandAt(0, 'pi112', 'started'), 10_000);
  state.see({ ...failed, host: 'pi113', rows: { first: 301, last: 400 } }, 10_000);
  state.see({ type: 'host', host: 'pi113', status: 'quarantined' }, 10_000);
  return state;
}

test('one line a host, and one for the job', () => {
  expect(linesOf(stateOf(['pi110', 'pi111']), 80)).toEqual([
    'pi110    1-100  ######------------------------   20%   2.03 rows/s  rendering',
    'pi111  101-200  ######------------------------   20%   2.03 rows/s  rendering',
    expect.stringMatching(/^0 of 2 bands {2}#+-+ {2}20% {2}0:10 {2}.* s left$/),
  ]);
});

test('each host says what it does', () => {
  const words = linesOf(eventful(), 80).map((line) => line.split(/ +/).at(-1));
  expect(words.slice(0, -1)).toEqual(['lost', 'sending', 'retrying', 'quarantined', 'rendering']);
});

test.each([
  [true, /100% {2}0:10 {2}composing$/],
  [false, /100% {2}0:10$/],
])('after the last band, td-master composes: %s', (isMaster, end) => {
  const state = stateOf(['pi110']);
  const counts = { bands: 1, hosts: 1, expectedSeconds: null, evenSeconds: null };
  if (isMaster) state.see({ type: 'planned', cut: 'even', ...counts }, 0);
  state.see(bandAt(0, 'pi110', 'ended'), 10_000);
  expect(linesOf(state, 80).at(-1)).toMatch(/ left$/);
  state.see(bandAt(0, 'pi110', 'done'), 10_000);
  expect(linesOf(state, 80).at(-1)).toMatch(end);
});

test('a host that helps says whose rows it helps with', () => {
  const state = stateOf(['pi110']);
  const rows = { first: 1, last: 100 };
  state.see({ type: 'blocks-started', rows, blocks: { first: 1, last: 2 }, host: 'pi111' }, 9_000);
  expect(linesOf(state, 80)[1]).toMatch(/^pi111 +1-100 +helping$/);
});

test.each([20, 30, 40, 59, 60, 80, 132, 200])('no line is as wide as a screen of %s columns', (columns) => {
  for (const state of [eventful(), stateOf(['ein-ziemlich-langer-name.example.org', '主机一號', 'pi112'])]) {
    const widths = linesOf(state, columns).map(widthOf);
    expect(Math.max(...widths)).toBeLessThan(Math.max(21, columns));
  }
});

test('wide characters keep the columns aligned', () => {
  const lines = linesOf(stateOf(['主机一號', 'pi111']), 80);
  const [first, second] = lines.map((line) => widthOf(line.slice(0, line.indexOf('#'))));
  expect(first).toBe(second);
});

test.each([
  [
    'without their common domain',
    ['render-node-01.cluster.example.edu', 'render-node-02.cluster.example.edu', 'vm'],
    ['rende…de-01', 'rende…de-02', 'vm'],
  ],
  ['without it, if it is the same host', ['node-01.cluster.example.edu'], ['node-01']],
  ['whole where there is room', ['node-01.a.b', 'node-02.a.b'], ['node-01.a.b', 'node-02.a.b']],
  ['whole, if they would be alike', ['node-01', 'node-01.example.edu'], ['node-01', 'node-…e.edu']],
  ['with addresses', ['192.168.100.1', '192.168.200.1'], ['192.1…100.1', '192.1…200.1']],
])('names of hosts stay distinct at 40 columns: %s', (_, hosts, names) => {
  const lines = linesOf(stateOf(hosts), 40);
  expect(lines.slice(0, -1).map((line) => line.split(' ')[0])).toEqual(names);
});

test('at 40 columns, the speed or what is unusual shares a column', () => {
  const lines = linesOf(eventful(), 40);
  expect(lines[1]).toMatch(/^pi111 .*sending$/);
  expect(lines[4]).toMatch(/rows\/s$/);
});

test('more hosts than lines: the slowest, and a count of the others', () => {
  const names = Array.from({ length: 400 }, (_, i) => `pi${i}`);
  const state = stateOf(names);
  for (const i of [7, 250, 399]) state.see({ ...bandAt(i, `pi${i}`, 'started') }, 10_000);
  for (const i of [3, 4]) {
    state.see(bandAt(i, `pi${i}`, 'ended'), 10_000);
    state.see(bandAt(i, `pi${i}`, 'done'), 10_000);
  }
  const lines = linesOf(state, 80, 10);
  expect(lines).toHaveLength(7);
  for (const i of [7, 250, 399]) expect(lines.join('\n')).toMatch(new RegExp(`^pi${i} `, 'm'));
  expect(lines.at(-2)).toBe('and 395 more: 393 rendering, 2 idle');
  expect(linesOf(state, 80, 100)).toHaveLength(21);
});

/** 40 hosts, of which three have a band: one has rendered it. */
function mostlyIdle(): JobState {
  const state = stateOf([]);
  const hosts = Array.from({ length: 40 }, (_, i) => ({ name: `pi${i}`, slots: 1, weight: 1 }));
  state.see({ type: 'hosts', hosts, splits: false }, 0);
  for (const i of [30, 35, 39]) state.see(bandAt(i, `pi${i}`, 'started'), 10_000);
  state.see(bandAt(39, 'pi39', 'ended'), 10_000);
  return state;
}

test('more hosts than lines: hosts with bands, and no idle ones', () => {
  const lines = linesOf(mostlyIdle(), 80);
  expect(lines.map((line) => line.replace(/ .* /, ' '))).toEqual([
    'pi30 rendering',
    'pi35 rendering',
    'pi39 sending',
    'and idle',
    expect.stringMatching(/^0 /),
  ]);
  expect(lines[3]).toBe('and 37 more: 37 idle');
  expect(linesOf(mostlyIdle(), 80, 7).slice(0, 2)).toEqual([
    expect.stringMatching(/^pi30 .*rendering$/),
    expect.stringMatching(/^pi35 .*rendering$/),
  ]);
});

test('colours are few, and none with NO_COLOR; bars are ASCII where the terminal has no others', () => {
  const lines = (env: NodeJS.ProcessEnv): string =>
    frameLines(eventful(), 10_000, { columns: 80, rows: 24, look: lookFor(env) }).join('\n');
  expect(lines({ LANG: 'C.UTF-8' })).toContain('\u001b[31mlost\u001b[39m');
  expect(lines({ LANG: 'C.UTF-8', NO_COLOR: '1' })).not.toContain('\u001b');
  expect(lines({ LANG: 'C.UTF-8' })).toContain('░');
  expect(lines({ LANG: 'C' })).toContain('#-');
});
