import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readOriginalLog } from '../src/read/original-log.ts';
import { seriesOf } from '../src/series.ts';

// Measurements that Christian Baun has published with his Task-Distributor, on eight Raspberry Pis: the numbers of the last three
// lines of each log in benchmark/Measurements_Raspberry_Pi_800MHz_POV-Ray, for two sizes, and what his table,
// benchmark/results2015_V3.csv, has for them. https://github.com/christianbaun/task-distributor
const logs = readFileSync(join(import.meta.dirname, 'fixtures/published-runs.tsv'), 'utf8')
  .trim()
  .split('\n');

// Hosts, 1st sequential part, 2nd sequential part, parallel part, all, percent of the parallel part, speedup.
const published = {
  '800x600': [
    [1, 0.2055, 0.1938, 34.9172, 35.3165, 98.86, 1.0],
    [2, 0.2066, 1.5514, 21.1664, 22.9244, 92.33, 1.54],
    [4, 0.2027, 1.6316, 14.9445, 16.7788, 89.06, 2.1],
    [8, 0.242, 1.8385, 12.7261, 14.8066, 85.94, 2.38],
  ],
  '9600x7200': [
    [1, 0.211, 0.78525, 11084.6, 11085.59625, 99.99, 1.0],
    [2, 0.2162, 379.675, 3058.45, 3438.3412, 88.95, 3.22],
    [4, 0.2316, 347.795, 1892.8, 2240.8266, 84.46, 4.94],
    [8, 0.2267, 349.833, 1170.18, 1520.2397, 76.97, 7.29],
  ],
};

const runs = logs.map((line) => {
  const [name, first, parallel, second] = line.split('\t') as [string, string, string, string];
  const text = `pi31 has been finished.
Image parts have been composed.
Required time to process the 1st sequential part:    ${first}s
Required time to process the parallel part:          ${parallel}s
Required time to process the 2nd sequential part:    ${second}s
`;
  return { set: '', run: readOriginalLog(text, name, name) };
});

test.each(Object.entries(published))('the means for %s are those of the published table', (size, rows) => {
  const series = seriesOf(runs, 'mean').find(({ image }) => `${image.width}x${image.height}` === size)!;
  expect(series.points.map(({ hosts }) => hosts)).toEqual(rows.map(([hosts]) => hosts));
  for (const [i, [, first, second, parallel, all, share, speedup]] of rows.entries()) {
    const point = series.points[i]!;
    // The table has six digits of each mean.
    expect(point.phases.first).toBeCloseTo(first!, 5);
    expect(point.phases.second! / second!).toBeCloseTo(1, 5);
    expect(point.phases.parallel! / parallel!).toBeCloseTo(1, 5);
    expect(point.seconds / all!).toBeCloseTo(1, 5);
    // These two are cut after the second digit there, not rounded.
    expect((point.phases.parallel! / point.seconds) * 100 - share!).toBeGreaterThan(-0.002);
    expect((point.phases.parallel! / point.seconds) * 100 - share!).toBeLessThan(0.011);
    expect(point.speedup! - speedup!).toBeGreaterThan(-0.0005);
    expect(point.speedup! - speedup!).toBeLessThan(0.0105);
  }
});

test('a speedup of more than the number of hosts has a serial fraction below 0', () => {
  const [, large] = seriesOf(runs, 'mean');
  expect(large!.points[1]!.serialFraction).toBeCloseTo(-0.3797, 3);
  expect(large!.points[3]!.serialFraction).toBeCloseTo(0.0139, 3);
});
