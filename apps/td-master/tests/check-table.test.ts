import { type CheckReport, columns, type HostReport } from '@task-distributor/work';
import { expect, test } from 'vitest';
import { checkJson, checkRemarks, outlookLine } from '../src/check/check-remarks.ts';
import { checkTable } from '../src/check/check-table.ts';

const texts = ['ok', '3.7.0.10', 'bare', 'same', 'sent', '3.2G', '21G', '4', '0.1', '+0.0 s'];
const cells = Object.fromEntries(
  columns.map((column, i) => [column, { text: texts[i]!, grade: 'good' as const }]),
);
const good = (host: string): HostReport => ({ host, cells, findings: [], facts: { worker: 'bare' } });
const bad = (host: string, message = 'authentication: Permission denied'): HostReport => ({
  host,
  cells: { ssh: { text: 'no login', grade: 'bad' } },
  findings: [{ column: 'ssh', grade: 'bad', message, command: `ssh-copy-id ${host}` }],
  facts: {},
});
const here: HostReport = { host: null, cells: {}, findings: [], facts: {} };
const plain = (text: string) => text;
const marked = (text: string, grade: string) => (grade === 'good' ? text : `<${text}>`);
const report = (hosts: HostReport[], wouldFail = false): CheckReport => ({
  here,
  hosts,
  renderer: 'POV-Ray',
  outlook: {
    wouldFail,
    without: hosts.filter(({ findings }) => findings.length > 0).map(({ host }) => host!),
  },
});

test('80 columns are enough for short names', () => {
  const hosts = report([good('pi110'), bad('pi111')]);
  expect([...checkTable(hosts, 80, plain)]).toEqual([
    'host   SSH  POV-Ray   worker  folder  scene   RAM  /tmp  CPUs  load   clock',
    'pi110  ok   3.7.0.10  bare    same    sent   3.2G   21G     4   0.1  +0.0 s',
    'pi111  no login',
  ]);
  expect([...checkTable(hosts, 70, plain)][1]).toBe(
    'pi110 ok  3.7.0.10 bare   same   sent  3.2G  21G    4  0.1 +0.0 s',
  );
});

test('a table of hosts that do not answer has titles, too', () => {
  expect([...checkTable(report([bad('pi1')]), 80, plain)]).toEqual(['host  SSH', 'pi1   no login']);
});

test('a long name gets a line of its own where the terminal is too narrow', () => {
  const name = 'user@rather-long-name.of.a-domain.example:2222';
  const lines = [...checkTable(report([good(name), bad('pi111')]), 80, plain)].join('\n').split('\n');
  expect(lines).toEqual([
    'host',
    '  SSH POV-Ray  worker folder scene  RAM /tmp CPUs load  clock',
    name,
    '  ok  3.7.0.10 bare   same   sent  3.2G  21G    4  0.1 +0.0 s',
    'pi111',
    '  no login',
  ]);
});

test('colours are around the texts, not the padding', () => {
  const odd = { ...good('pi1'), cells: { ...cells, worker: { text: 'bare', grade: 'odd' as const } } };
  const lines = [...checkTable(report([odd, bad('pi2')]), Infinity, marked)];
  expect(lines[1]).toContain('<bare>    same');
  expect(lines[2]).toBe('pi2   <no login>');
});

test('hosts with the same error share a line, and each has its command', () => {
  const hosts = ['me@pi1:22', 'pi2'].map((host) => bad(host, `no way to ${host.replace(/^me@|:22$/g, '')}`));
  expect([...checkRemarks(report([...hosts, bad('pi3', 'another')]), plain)]).toEqual([
    'error: me@pi1:22, pi2: no way to pi1',
    '    ssh-copy-id me@pi1:22',
    '    ssh-copy-id pi2',
    'error: pi3: another',
    '    ssh-copy-id pi3',
  ]);
});

test('what a host says cannot control the terminal', () => {
  expect([...checkRemarks(report([bad('pi1', 'says \u001B[2J')]), plain)].join('\n')).not.toContain('\u001B');
});

test('the last line says what would become of a job', () => {
  const lineOf = (hosts: HostReport[], wouldFail?: boolean) => outlookLine(report(hosts, wouldFail));
  expect(lineOf([good('a')])).toBe('The host is ready.');
  expect(lineOf([good('a'), good('b')])).toBe('All 2 hosts are ready.');
  expect(lineOf([good('a'), good('b'), bad('c')])).toBe('2 of 3 hosts are ready; a job would run without c.');
  expect(lineOf([bad('a')], true)).toBe('The host is not ready; a job would fail.');
  const many = [good('x'), ...'abcdef'.split('').map((name) => bad(name))];
  expect(lineOf(many)).toBe('1 of 7 hosts is ready; a job would run without 6 of them.');
});

test('programs get an object for each host', () => {
  const lines = [...checkJson(report([good('a'), bad('b')]))].map((line) => JSON.parse(line) as object);
  expect(lines).toEqual([
    { host: 'a', ok: true, worker: 'bare', problems: [] },
    {
      host: 'b',
      ok: false,
      problems: [
        { what: 'ssh', grade: 'error', message: 'authentication: Permission denied', try: 'ssh-copy-id b' },
      ],
    },
  ]);
});
