import { expect, test } from 'vitest';
import { findPovray } from '../../src/povray/find-povray.ts';

test('says where a renderer was looked for', () => {
  expect(() => findPovray('/nowhere/povray', {})).toThrow('/nowhere/povray: No such program (--povray names');
  expect(() => findPovray(undefined, { TD_POVRAY: 'nopov', PATH: '/tmp' })).toThrow('TD_POVRAY names');
});
