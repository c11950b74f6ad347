import { expect, test } from 'vitest';
import { formatOf } from '../../src/formats/formats.ts';
import { readJoblog } from '../../src/read/joblog.ts';
import { readOriginalLog } from '../../src/read/original-log.ts';
import { reportOf } from '../../src/report.ts';
import { attemptLine, jobLine, joblog } from '../lines.ts';

const reportOn = (text: string) =>
  reportOf(
    readJoblog(text, 'log').runs.map((run) => ({ set: '', run })),
    'median',
  );
const one = reportOn(joblog);
const several = reportOf(
  [
    [1, 32],
    [2, 16.5],
    [4, 10],
  ].map(([hosts, parallel]) => {
    const name = `800x600_${hosts}_Nodes_2026.txt`;
    const times = ['1st sequential part: 0.100', `parallel part: ${parallel}`, '2nd sequential part: 0.400'];
    const text = times.map((time) => `Required time to process the ${time}s\n`).join('');
    return { set: '', run: readOriginalLog(text, name, name) };
  }),
  'median',
);
const written = (name: string, report = one) => formatOf(name)!(report);

test('text about one run', () => {
  expect(written('-')).toBe(`800x600 blob.pov: 2 hosts, 11.00 s

1st sequential part: 0.250 s
parallel part: 10.00 s
2nd sequential part: 0.750 s
estimate: 2 bands by cost, expected 9.000 s, even bands: 14.00 s; took 10.80 s (1.20 of that)
failed: pi2 rows 1-300, attempt 1: timed out, after 2 s

host  bands  rows  attempts  failures  helps  work s  idle s    idle
pi1       1   300         1         0      1   7.000   3.000  30.0 %
pi2       1   300         2         1      0   9.500   0.500   5.0 %
`);
});

test('text about several runs', () => {
  expect(written('report.txt', several)).toBe(`800x600
hosts  runs  1st seq. s  parallel s  2nd seq. s  total s  parallel  speedup  efficiency  serial fraction
1         1       0.100       32.00       0.400    32.50    98.5 %     1.00     100.0 %                -
2         1       0.100       16.50       0.400    17.00    97.1 %     1.91      95.6 %            0.046
4         1       0.100       10.00       0.400    10.50    95.2 %     3.10      77.4 %            0.097

Times are medians of the runs. Speedup: the time with one host, divided by the time. Efficiency: speedup / hosts.
Serial fraction: (1/S - 1/p) / (1 - 1/p), for speedup S on p hosts (Karp and Flatt, 1990).
`);
});

test('what is not known is a dash, or empty', () => {
  const report = reportOn(jobLine());
  expect(written('-', report)).toMatch(/^pi1 +0 +0 +0 +0 +0 +0\.000 +- +-$/m);
  expect(written('a.csv', report)).toContain('log,800,600,blob.pov,pi1,0,0,0,0,0,0,,\n');
});

test('CSV has the hosts of one run, or the series of several', () => {
  expect(written('a.csv').split('\n').slice(0, 2)).toEqual([
    'run,width,height,scene,host,bands,rows,attempts,failures,helps,work_seconds,idle_seconds,idle_share',
    'log,800,600,blob.pov,pi1,1,300,1,0,1,7,3,0.3',
  ]);
  expect(written('a.CSV', several).split('\n').slice(0, 3)).toEqual([
    'set,width,height,scene,hosts,runs,sequential1_seconds,parallel_seconds,sequential2_seconds,total_seconds,parallel_share,speedup,efficiency,serial_fraction',
    ',800,600,,1,1,0.1,32,0.4,32.5,0.984615,1,1,',
    ',800,600,,2,1,0.1,16.5,0.4,17,0.970588,1.911765,0.955882,0.046154',
  ]);
});

test('names that a spreadsheet or a browser would take for more than text stay text', () => {
  const host = '=1+1,"<script>alert(1)</script>';
  const facts = { hosts: [host], scene: '/s/<b>&.pov' };
  const report = reportOn(jobLine(facts) + attemptLine('1-600', host, [0, 1], { reason: '<i>\u0007' }));
  expect(written('a.csv', report)).toContain(`,"'=1+1,""<script>alert(1)</script>",`);
  for (const name of ['a.html', 'a.svg']) {
    expect(written(name, report)).not.toMatch(/<script|<b>|<i>|\u0007/);
    expect(written(name, report)).toContain('&lt;script');
  }
});

test('JSON has all of it', () => {
  const facts = JSON.parse(written('a.json')) as Record<string, unknown>;
  expect(facts).toMatchObject({
    version: 1,
    series: [{ points: [{ hosts: 2, seconds: 11, speedup: null }] }],
    runs: [
      {
        name: 'log',
        state: 'whole',
        seconds: 11,
        phases: { first: 0.25, parallel: 10, second: 0.75 },
        parallelFrom: '2026-11-28T12:00:00.000Z',
        plan: { expected: 9, took: 10.8 },
        hosts: [{ host: 'pi1', idle: { share: 0.3 } }, { host: 'pi2' }],
      },
    ],
  });
});

test('a picture has a bar for each stretch of work, and says what it was', () => {
  const svg = written('a.svg');
  expect(svg).toContain('<rect class="failed"');
  expect(svg).toContain('<title>pi2, rows 1-300, 2.000 s, failed: timed out, after 2 s</title>');
  expect(svg).toContain('<title>pi1, rows 301-600, blocks 8-13, 2.000 s</title>');
  expect(svg).toContain('<title>pi1, rows 1-300, attempt 2, cut short, had rows 1-400, 5.000 s</title>');
  expect(svg).toContain('30.0 % idle');
  expect(svg).toContain('prefers-color-scheme:dark');
});

test('pictures and pages need nothing from elsewhere, and no script', () => {
  for (const name of ['a.svg', 'a.html']) {
    for (const report of [one, several]) {
      const text = written(name, report).replace('http://www.w3.org/2000/svg', '');
      expect(text).not.toMatch(/https?:|<script|<link|@import|url\(/);
    }
  }
});

test('a comparison shows the speedup', () => {
  expect(written('a.svg', several)).toContain('<title>4 hosts: 3.10</title>');
  expect(written('a.html', several)).toContain('<caption>800x600</caption>');
});

test('there are no other formats', () => {
  expect(formatOf('report.pdf')).toBeNull();
  expect(formatOf('report')).not.toBeNull();
});
