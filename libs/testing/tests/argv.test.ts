import { expect, test } from 'vitest';
import { argv } from '../src/index.ts';

test('spaces separate words, and what is interpolated stays as it is', () => {
  const folder = `a b  "$c"`;
  expect(argv`-n ${2} -p ${folder} --scene=${folder}/x.pov  +W40`).toEqual([
    '-n',
    '2',
    '-p',
    folder,
    `--scene=${folder}/x.pov`,
    '+W40',
  ]);
});

test('an array is as many words as it has', () => {
  expect(argv`-c ${['--retries', '0']} -- ${[]}`).toEqual(['-c', '--retries', '0', '--']);
});

test('an empty value is an empty word, and a template without words has none', () => {
  expect(argv`--job ${''} -f`).toEqual(['--job', '', '-f']);
  expect(argv``).toEqual([]);
});
