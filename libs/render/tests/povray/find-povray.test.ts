import { expect, test } from 'vitest';
import { findPovray } from '../../src/povray/find-povray.ts';

test('reports where it has looked for a renderer', () => {
  expect(() => findPovray('/nowhere/povray', {})).toThrow('/nowhere/povray: No such program (--povray names');
  expect(() => findPovray(undefined, { TD_POVRAY: 'nopov', PATH: '/tmp' })).toThrow('TD_POVRAY names');
});
