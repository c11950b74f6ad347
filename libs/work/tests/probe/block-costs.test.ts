import { expect, test } from 'vitest';
import { runCosts } from '../../src/probe/block-costs.ts';

const at = (seconds: number) => ({ wall: seconds, cpu: seconds });
const blocks = (...tops: number[]) =>
  tops.map((top, i) => ({ top, bottom: top + 3, left: 4 * i, right: 4 * i + 3 }));

test('the time between two blocks is the cost of the second one', () => {
  const samples = [
    { at: at(1), blocks: 0 },
    { at: at(101), blocks: 1 },
    { at: at(201), blocks: 2 },
    { at: at(501), blocks: 4 },
  ];
  const { startSeconds, strips } = runCosts(samples, blocks(0, 0, 4, 4));
  expect(startSeconds).toBe(1);
  expect(strips.map(({ first, last }) => [first, last])).toEqual([
    [1, 4],
    [5, 8],
  ]);
  const [upper, lower] = strips.map(({ seconds }) => seconds);
  expect(upper! + lower!).toBeCloseTo(500);
  // 200 and 300, a little nearer to each other, since there were few looks.
  expect(lower! / upper!).toBeGreaterThan(1.25);
});

test('what comes before the first block, such as photons, is not a cost of its rows', () => {
  const samples = [0, 1_000, 1_010, 1_020, 1_030, 1_040, 1_050].map((time, i) => ({
    at: at(time),
    blocks: i,
  }));
  const { startSeconds, strips } = runCosts(samples, blocks(0, 0, 0, 4, 4, 4));
  expect(startSeconds).toBe(990);
  expect(strips.map(({ seconds }) => Math.round(seconds))).toEqual([30, 30]);
});

test('times that are too short to be measured count as even', () => {
  const samples = [0, 0.001, 0.0011].map((time, i) => ({ at: at(time), blocks: i }));
  const { strips } = runCosts(samples, blocks(0, 4));
  expect(strips[0]!.seconds / strips[1]!.seconds).toBeLessThan(1.2);
});

test('where no processor time is known, the clock counts', () => {
  const samples = [0, 100, 400].map((wall, i) => ({ at: { wall, cpu: 0 }, blocks: i }));
  const { strips } = runCosts(samples, blocks(0, 4));
  expect(strips[1]!.seconds).toBeGreaterThan(1.5 * strips[0]!.seconds);
});

test('the time of a thread that has ended belongs to the blocks that were seen last', () => {
  const samples = [0, 100, 110].map((time, i) => ({ at: at(time), blocks: i }));
  const { strips } = runCosts(samples, blocks(0, 4), 300);
  const [upper, lower] = strips.map(({ seconds }) => seconds);
  expect(upper! + lower!).toBeCloseTo(300);
  expect(lower! / upper!).toBeGreaterThan(1.3);
});

test("where no processor time is known, the renderer's own counts, in the proportions of the clock", () => {
  const samples = [0, 100, 400].map((wall, i) => ({ at: { wall, cpu: 0 }, blocks: i }));
  const { strips } = runCosts(samples, blocks(0, 4), 40);
  const [upper, lower] = strips.map(({ seconds }) => seconds);
  expect(upper! + lower!).toBeCloseTo(40);
  expect(lower! / upper!).toBeGreaterThan(1.5);
});

test('tells how much came between two looks', () => {
  const of = (...counts: number[]): number =>
    runCosts(
      [{ at: at(0), blocks: 0 }, ...counts.map((count) => ({ at: at(count), blocks: count }))],
      blocks(0, 4, 8, 12),
    ).coarseness;
  expect(of(4)).toBe(1);
  expect(of(1, 4)).toBe(0.75);
  expect(of(1, 2, 3, 4)).toBe(0.25);
});

test('the blocks of a row are compared with each other, in whatever order they were finished', () => {
  const samples = [0, 1, 2, 5, 6].map((time, i) => ({ at: at(time), blocks: i }));
  const finished = [
    { top: 0, bottom: 3, left: 4, right: 7 },
    { top: 0, bottom: 3, left: 0, right: 3 },
    { top: 4, bottom: 7, left: 4, right: 7 },
    { top: 4, bottom: 7, left: 0, right: 3 },
  ];
  const [upper, lower] = runCosts(samples, finished).strips;
  expect(upper!.columns![0]! / upper!.columns![1]!).toBeCloseTo(1);
  expect(lower!.columns![0]! / lower!.columns![1]!).toBeCloseTo(1 / 3, 1);
});

test('blocks that are too short to be measured count as equal', () => {
  const samples = [0, 0.000_1, 0.000_5, 10].map((time, i) => ({ at: at(time), blocks: i }));
  const finished = [0, 1, 2].map((i) => {
    const [top, left] = [i < 2 ? 0 : 4, 4 * (i % 2)];
    return { top, bottom: top + 3, left, right: left + 3 };
  });
  const [left, right] = runCosts(samples, finished).strips[0]!.columns!;
  expect(right! / left!).toBeLessThan(1.3);
  expect(left).toBeGreaterThan(0);
});

test('a narrow block at the right has only its own part of the width', () => {
  const samples = [0, 80, 160, 170].map((time, i) => ({ at: at(time), blocks: i }));
  // Eight columns of pixels, eight, and one: each column takes 10 s.
  const finished = [0, 8, 16].map((left) => ({ top: 0, bottom: 7, left, right: Math.min(16, left + 7) }));
  const { columns } = runCosts(samples, finished).strips[0]!;
  for (const column of columns!) expect(column).toBeCloseTo(170 / 3, 0);
});
