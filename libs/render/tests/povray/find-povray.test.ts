import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { findPovray } from '../../src/povray/find-povray.ts';

test('reports where it has looked for a renderer', () => {
  expect(() => findPovray('/nowhere/povray', {})).toThrow('/nowhere/povray: No such program (--povray names');
  expect(() => findPovray(undefined, { TD_POVRAY: 'nopov', PATH: '/tmp' })).toThrow('TD_POVRAY names');
});

test('says so if a file that is named is no program', () => {
  expect(() => findPovray('/etc/passwd', {})).toThrow('/etc/passwd: Not an executable file (--povray names');
  expect(() => findPovray('/etc', {})).toThrow('/etc: Not an executable file');
  expect(() => findPovray('passwd', { PATH: '/etc' })).toThrow('passwd: Not an executable file');
});

test('finds a program that is named from the working folder', () => {
  const here = relative(process.cwd(), '/bin/true');
  expect(findPovray(here, {})).toBe('/bin/true');
  expect(findPovray('true', { PATH: relative(process.cwd(), '/bin') })).toBe('/bin/true');
});
