import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';
import { missingIncludes } from '../../../src/povray/scene/missing-includes.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  write('own.ini', '');
  write('s.pov', '#include "a.inc"\n#include "b.inc"\n#if (X) #include "c.inc" #end\nsphere { "d.png" }');
  write('a.inc', '\n#include "e.inc"');
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function missing(): string[] {
  const surroundings = { folder, env: { POVINI: join(folder, 'own.ini') } };
  return missingIncludes('s.pov', [], surroundings).map(({ name, place }) => `${name} ${place.line}`);
}

test('names what every run includes and what is not there', () => {
  write('colors.inc', '');
  expect(missing()).toEqual(['e.inc 2', 'b.inc 2']);
});

test('names nothing where the includes of POV-Ray are not there either', () => {
  expect(missing()).toEqual([]);
});
