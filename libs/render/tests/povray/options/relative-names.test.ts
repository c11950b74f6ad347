import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '@task-distributor/testing';
import { haveRelativeNames } from '../../../src/povray/options/relative-names.ts';

const folder = temporaryFolder();
writeFileSync(join(folder, 'default.ini'), 'Library_Path="inc"');
writeFileSync(join(folder, 'own.ini'), 'Quality=9');
writeFileSync(join(folder, 'libraries.ini'), 'Library_Path="inc"');

test.each([
  [[], false],
  [['+Q9', '+A0.3'], false],
  [['+L/inc'], false],
  [['+Linc'], true],
  [['Library_Path=inc'], true],
  [['own.ini'], true],
  [['own.ini[final]'], true],
  [[join(folder, 'own.ini')], false],
  [[join(folder, 'libraries.ini')], true],
])('%j', (options, expected) => {
  const surroundings = { folder, env: { POVINI: join(folder, 'default.ini') } };
  expect(haveRelativeNames(options, surroundings)).toBe(expected);
});
