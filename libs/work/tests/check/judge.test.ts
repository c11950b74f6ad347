import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../src/check/compare-versions.ts';
import type { HostReport } from '../../src/check/host-report.ts';
import { judgeClock, judgeDisk, judgeLoad, judgeRenderer } from '../../src/check/judge-machine.ts';
import type { JudgedHost } from '../../src/check/judged-host.ts';
import { outlookOf } from '../../src/check/outlook.ts';

const host = { user: 'pi', name: 'pi1', port: 2222 };
const facts = {
  renderer: '/usr/bin/povray',
  runs: '/tmp/runs',
  freeBytes: 2 ** 32,
  machine: { processors: 4 },
};

/** A host that has answered that. */
function judged(answers: object, more: object = {}): JudgedHost {
  const plan = { dispatch: { image: { scene: 'a.pov' }, worker: { renderer: null } } };
  const all = { facts, rendererVersion: '3.7.0.8.unofficial', load: 0.1, clock: null, ...answers };
  return {
    host,
    isHere: false,
    plan,
    answers: all,
    worker: { runs: 'bare' },
    ...more,
  } as unknown as JudgedHost;
}

describe('the clock', () => {
  it.each([
    [0.04, 0.01, '+0.0 s', 'good'],
    [-0.04, 0.01, '+0.0 s', 'good'],
    [-0.05, 0.01, '-0.1 s', 'good'],
    [-4.9, 0.1, '-4.9 s', 'good'],
    [5.2, 0.1, '+5.2 s', 'odd'],
    // The answer may have been that long on its way.
    [6, 1.5, '+6.0 s', 'good'],
    [-73.4, 0.1, '-73 s', 'odd'],
    [7_300, 1, '+122 min', 'odd'],
    [-40_000, 1, '-11 h', 'odd'],
    [1e9, 1, '+11574 d', 'odd'],
  ])('that is %s s ahead, give or take %s s', (seconds, error, text, grade) => {
    expect(judgeClock(judged({ clock: { seconds, error } })).cell).toEqual({ text, grade });
  });

  it('is behind, in words', () => {
    const [finding] = judgeClock(judged({ clock: { seconds: -73, error: 0 } })).findings;
    expect(finding!.message).toMatch(/^its clock is 73 s behind/);
    expect(finding!.command).toBe('ssh -p 2222 pi@pi1 timedatectl');
  });
});

it.each([
  [2 ** 30, '1.0G', 'good'],
  [2 ** 30 - 1, '1023M', 'odd'],
  [117 * 2 ** 30, '117G', 'good'],
])('%s bytes in /tmp', (freeBytes, text, grade) => {
  expect(judgeDisk(judged({ facts: { ...facts, freeBytes } })).cell).toEqual({ text, grade });
});

it('no folder for temporary files is an error', () => {
  expect(judgeDisk(judged({ facts: { ...facts, runs: null } })).cell).toEqual({
    text: 'no write',
    grade: 'bad',
  });
});

it.each([
  [1.9, 'good'],
  [2, 'odd'],
])('a load of %s on four processors', (load, grade) => {
  expect(judgeLoad(judged({ load })).cell.grade).toBe(grade);
});

it('without POV-Ray, says how it is installed', () => {
  const { cell, findings } = judgeRenderer(judged({ facts: { ...facts, renderer: null } }));
  expect(cell).toEqual({ text: 'missing', grade: 'bad' });
  expect(findings[0]!.command).toBe("ssh -t -p 2222 pi@pi1 'sudo apt-get install povray povray-includes'");
});

describe('versions of POV-Ray', () => {
  const withVersion = (name: string, rendererVersion: string): HostReport => ({
    host: name,
    cells: { renderer: { text: rendererVersion, grade: 'good' } },
    findings: [],
    facts: { rendererVersion },
  });
  const oddOnes = (...versions: string[]) =>
    compareVersions(
      versions.map((version, i) => withVersion(`pi${i}`, version)),
      'POV-Ray',
    )
      .filter(({ findings }) => findings.length > 0)
      .map((report) => report.host);

  it.each([
    [['3.7', '3.7'], []],
    [['3.7', '3.8', '3.8'], ['pi0']],
    [['3.7', '3.8'], ['pi1']],
    [[], []],
  ])('%j', (versions, odd) => {
    expect(oddOnes(...versions)).toEqual(odd);
  });
});

describe('a job', () => {
  const report = (isBad: boolean): HostReport => ({
    host: 'pi',
    cells: {},
    findings: isBad ? [{ column: 'ssh', grade: 'bad', message: '', command: null }] : [],
    facts: {},
  });

  /** @param hosts `x` is one that cannot be used */
  const fails = (
    hosts: string,
    {
      bands = null,
      canMove = true,
      retries = 2,
      here = false,
    }: Partial<Record<'canMove' | 'here', boolean>> & {
      bands?: number | null;
      retries?: number;
    } = {},
  ) =>
    outlookOf(
      { here: report(here), hosts: [...hosts].map((letter) => report(letter === 'x')) },
      { plan: { bands, dispatch: { retry: { retries } } } as never, canMove },
    ).wouldFail;

  it('goes on as long as a band can move to a host that works', () => {
    expect(fails('...')).toBe(false);
    expect(fails('xx.')).toBe(false);
    expect(fails('x..', { bands: 9 })).toBe(false);
    expect(fails('x..', { bands: 9, canMove: false })).toBe(false);
    expect(fails('x..', { bands: 1 })).toBe(false);
  });

  it('fails without one, and where bands may not move', () => {
    expect(fails('xxx')).toBe(true);
    expect(fails('x..', { canMove: false })).toBe(true);
    expect(fails('x..', { retries: 0 })).toBe(true);
    expect(fails('...', { here: true })).toBe(true);
  });

  it('does not need the hosts after the last band', () => {
    expect(fails('..x', { bands: 2, canMove: false })).toBe(false);
    expect(fails('x..', { bands: 1, canMove: false })).toBe(true);
  });
});
