import { expect, test } from 'vitest';
import { readJoblog } from '../src/read/joblog.ts';
import { seriesOf } from '../src/series.ts';
import { attemptLine, jobLine, phasesLine } from './lines.ts';

/** A run with so many hosts that takes so long. */
function run(hosts: number, seconds: number, facts: object = {}, set = '') {
  const names = Array.from({ length: hosts }, (_, i) => `pi${i}`);
  const text = jobLine({ hosts: names, ...facts }) + attemptLine('1-600', 'pi0', [0, seconds]);
  return { set, run: readJoblog(text + phasesLine(0, seconds, 0), 'log').runs[0]! };
}

test('speedup is by the medians of the runs with one host', () => {
  const [series] = seriesOf([run(2, 6), run(1, 10), run(1, 90), run(1, 12), run(4, 3), run(2, 6)], 'median');
  expect(series!.points).toMatchObject([
    { hosts: 1, runs: 3, seconds: 12, speedup: 1, efficiency: 1, serialFraction: null },
    { hosts: 2, runs: 2, seconds: 6, speedup: 2, efficiency: 1, serialFraction: 0 },
    { hosts: 4, runs: 1, seconds: 3, speedup: 4, efficiency: 1, serialFraction: 0 },
  ]);
});

test('without a run with one host, no speedup is made up', () => {
  const [series] = seriesOf([run(2, 6), run(4, 3)], 'median');
  expect(series!.points.map(({ speedup }) => speedup)).toEqual([null, null]);
});

test('other images and other folders are compared by themselves', () => {
  const other = { scene: '/scenes/chess.pov' };
  const all = [
    run(1, 10, {}, 'ours'),
    run(2, 5, {}, 'ours'),
    run(1, 30, other, 'ours'),
    run(1, 20, {}, 'theirs'),
  ];
  const found = seriesOf([...all, run(2, 16, {}, 'theirs')], 'median');
  expect(found.map(({ set, image, points }) => [set, image.scene, points.at(-1)!.speedup])).toEqual([
    ['ours', 'blob.pov', 2],
    ['ours', 'chess.pov', 1],
    ['theirs', 'blob.pov', 1.25],
  ]);
});

test('a run that has not finished counts for nothing', () => {
  const text = jobLine() + attemptLine('1-600', 'pi1', [0, 1], { reason: 'no disk' });
  const failed = { set: '', run: readJoblog(text + phasesLine(0, 1, null), 'log').runs[0]! };
  const [series, ...more] = seriesOf([run(1, 10), run(2, 5), failed], 'median');
  expect(more).toEqual([]);
  expect(series!.points[1]).toMatchObject({ runs: 1, seconds: 5 });
});
