import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';
import { hasRadiosity } from '../../../src/povray/exactness/has-radiosity.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  write('rad.inc', 'global_settings { radiosity { count 9 } }');
  write('over.inc', '#include "rad.inc"');
});

const settings = 'global_settings { radiosity { } }';

test.each([
  ['in the scene', settings, true],
  ['nowhere', 'sphere { 0, 1 } // 9" wide', false],
  ['in a comment', `/* ${settings} */ sphere { 0, 1 }`, false],
  ['of an object', 'sphere { 0, 1 radiosity { importance 1 } }', false],
  ['in an include', '#include "rad.inc"', true],
  ['in an include of an include', '#include "over.inc"', true],
  ['in an include after a comment', '#include /* a "comment" */ // another\n"rad.inc"', true],
  ['in an include without its extension', '# include\n"rad"', true],
  ['in a text that a variable names', '// 9" wide\n#declare N = "rad.inc"; #include N', true],
])('finds radiosity %s', (_, text, expected) => {
  write('s.pov', text);
  expect(find()).toBe(expected);
});

test('finds radiosity in the header of an INI file', () => {
  write('s.pov', 'sphere { 0, 1 }');
  write('header.ini', `Include_Header="${join(folder, 'rad.inc')}"`);
  expect(find(['header.ini'])).toBe(true);
});

function find(options: string[] = []): boolean {
  return hasRadiosity('s.pov', options, { folder, env: { HOME: folder } });
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}
