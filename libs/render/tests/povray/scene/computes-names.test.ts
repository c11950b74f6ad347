import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '@task-distributor/testing';
import { computesNames } from '../../../src/povray/scene/computes-names.ts';

let root: string;

beforeEach(() => {
  root = temporaryFolder();
  mkdirSync(join(root, 'include'));
  writeFileSync(join(root, 'default.ini'), `Library_Path="${join(root, 'include')}"`);
});

/** Whether a scene with this text does. */
function computes(text: string): boolean {
  writeFileSync(join(root, 's.pov'), text);
  return computesNames(join(root, 's.pov'), [], { folder: root, env: { POVINI: join(root, 'default.ini') } });
}

test.each([
  ['#include concat("tex", str(1, 0, 0), ".inc")', true],
  ['#if (file_exists(concat(A, B))) #end', true],
  ['#declare Name = strlwr("A.PNG");', true],
  ['// concat("a", "b")\n#declare String = 1; image_map { png "a.png" }', false],
])('%s: %s', (text, expected) => {
  expect(computes(text)).toBe(expected);
});

test('what the scene includes counts, except for the includes of POV-Ray', () => {
  writeFileSync(join(root, 'include/strings.inc'), '#macro A(B) concat(B, "x") #end');
  expect(computes('#include "strings.inc"')).toBe(false);
  writeFileSync(join(root, 'own.inc'), '#declare Name = concat("a", "b");');
  expect(computes('#include "own.inc"')).toBe(true);
});
