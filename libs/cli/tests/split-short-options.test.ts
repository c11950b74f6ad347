import { expect, test } from 'vitest';
import { splitShortOptions } from '../src/split-short-options.ts';

const definition = {
  options: ['-n #0', '-p #0', '-f', '-c', '--hosts #0'].map((form) => ({
    definition: form,
    required: false,
  })),
};

test.each([
  ['-n4 -c', '-n 4 -c'],
  ['-fc', '-f -c'],
  ['-ff', '-f -f'],
  ['-cp/tmp/job', '-c -p /tmp/job'],
  ['-n 4 --hosts -fc', '-n 4 --hosts -fc'],
  ['-p -fc -f', '-p -fc -f'],
  ['-nx', '-n x'],
  ['-zf', '-zf'],
  ['-fz', '-fz'],
  ['-', '-'],
  ['--fc', '--fc'],
])('%s is %s', (words, expected) => {
  expect(splitShortOptions(words.split(' '), definition)).toEqual(expected.split(' '));
});
