import { expect, test } from 'vitest';
import { expectedSeconds, launchSeconds } from '../../src/schedule/expected-seconds.ts';

const work = { costOfRow: (row: number) => (row > 50 ? 3 : 1), startSeconds: 2 };
const band = (first: number, last: number, host: string | null = null) => ({ first, last, host });
const once = launchSeconds + work.startSeconds;

test('bands take their cost and a launch, each on its host', () => {
  const workers = [
    { host: 'a', speed: 1 },
    { host: 'b', speed: 2 },
  ];
  expect(expectedSeconds([band(1, 50, 'a'), band(51, 100, 'b')], work, workers)).toBeCloseTo(once + 75);
  expect(expectedSeconds([band(1, 50, 'a'), band(51, 100, 'a')], work, workers)).toBeCloseTo(2 * once + 200);
});

test('bands that name no host go to whichever is free first', () => {
  const workers = [
    { host: null, speed: 1 },
    { host: null, speed: 1 },
  ];
  const bands = [band(1, 50), band(51, 60), band(61, 70), band(71, 100)];
  expect(expectedSeconds(bands, work, workers)).toBeCloseTo(Math.max(2 * once + 140, 2 * once + 60));
});

test('a slow host is slow in parsing, too', () => {
  expect(expectedSeconds([band(1, 50)], work, [{ host: null, speed: 0.5 }])).toBeCloseTo(
    launchSeconds + 4 + 100,
  );
});
