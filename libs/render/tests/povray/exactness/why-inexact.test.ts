import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';
import { whyInexact } from '../../../src/povray/exactness/why-inexact.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'empty.ini'), '');
});

const area = 'light_source { 9*y, 1 area_light x, z, 4, 4';

test.each([
  ['crand', 'sphere { 0, 1 finish { crand 0.1 } }', 'crand'],
  ['crand of 0', 'sphere { 0, 1 finish { crand 0 } }', ''],
  ['a jittered area light', `${area} jitter adaptive 1 }`, 'a jittered area light'],
  ['an area light', `${area} adaptive 0 }`, 'an area light (several threads)'],
  ['an isosurface that adapts', 'isosurface { evaluate 0.3, 1.05, 0.999 }', 'an isosurface with evaluate'],
  ['a rainbow', 'rainbow { angle 40 jitter 0.01 }', 'jitter in a rainbow'],
  ['a rainbow without jitter', 'rainbow { angle 40 jitter 0 }', ''],
  ['media', 'media { emission 1 }', ''],
  ['media, method 1', 'media { emission 1 method 1 }', 'random samples in media'],
  ['media, method 2', 'media { method 2 samples 5, 5 }', ''],
  ['media, method 2, more samples', 'media { method 2 samples 5, Many }', 'random samples in media'],
  ['media, method 3', 'media { method 3 samples 5, 9 }', ''],
  ['media with jitter', 'media { method 3 jitter 0.5 }', 'random samples in media'],
  ['media of a computed method', 'media { method M }', 'random samples in media'],
  ['media of POV-Ray 3.1', '#version 3.1; media { emission 1 }', 'random samples in media'],
  ['radiosity', 'global_settings { radiosity { count 9 } }', 'radiosity'],
  ['radiosity of an object', 'sphere { 0, 1 radiosity { importance 1 } no_radiosity }', ''],
  ['photons', 'global_settings { photons { spacing 1 jitter 0.4 } }', 'photons (several threads)'],
  ['photons of an object', 'sphere { 0, 1 photons { target reflection on } }', ''],
  ['julia_fractal', 'julia_fractal { <1, 0, 0, 0> }', 'julia_fractal (several threads)'],
  ['a quartic', 'quartic { <1, 0> }', 'a polynomial surface (several threads)'],
  ['a poly', 'poly { 3, <0, 1> }', 'a polynomial surface (several threads)'],
  ['a quadric', 'quadric { <1, 0, 0>, <0, 0, 0>, <0, 0, 0>, 0 }', ''],
  [
    'subsurface',
    'global_settings { subsurface { samples 9, 9 } } sphere { 0, 1 finish { subsurface { translucency 1 } } }',
    'subsurface light transport',
  ],
  ['subsurface that is off', 'sphere { 0, 1 finish { subsurface { translucency 1 } } }', ''],
  ['several causes', `${area} jitter } plane { y, 0 finish { crand 1 } }`, 'crand, a jittered area light'],
])('knows %s', (_, text, causes) => {
  write('s.pov', text);
  const alone = causesOf(['+WT1']);
  const others = causesOf([]).filter((cause) => !alone.includes(cause));
  expect([...alone, ...others.map((cause) => `${cause} (several threads)`)].join(', ')).toBe(causes);
});

test.each([
  ['in a comment or a string', '// crand 1\n/* crand 1 */ #debug "crand 1"'],
  ['declared and not used', '#declare F = finish { crand 1 }; sphere { 0, 1 finish { ambient 1 } }'],
  [
    'in a layer that is not used',
    '#declare T = texture { Base } texture { finish { crand 1 } } sphere { 0, 1 }',
  ],
  ['in a macro that is not called', '#macro M(A) #if (A) finish { crand A } #end #end sphere { 0, 1 }'],
  [
    'used by what is not used',
    '#declare F = finish { crand 1 } #declare T = texture { finish { F } } box { 0, 1 }',
  ],
  ['in a branch that is off', '#declare On = off; #if (On) finish { crand 1 } #else finish { phong 1 } #end'],
  ['in the other branch', '#local N = 2; #if (N > 1) finish { phong 1 } #else finish { crand 1 } #end'],
  ['in a branch of another value', '#declare N = 2; #if (N = 1) #while (N) finish { crand 1 } #end #end'],
  ['in a macro in a branch that is off', '#if (!yes) #macro M() finish { crand 1 } #end M() #end'],
])('does not mind crand %s', (_, text) => {
  write('s.pov', text);
  expect(causesOf([])).toEqual([]);
});

test.each([
  [
    'used later',
    '#declare F = finish { crand 1 } #declare T = texture { finish { F } } box { 0, 1 texture { T } }',
  ],
  [
    'in a branch that is on because of a macro',
    '#declare R = off; #macro Turn(V) #declare V = on; #end Turn(R) #if (R) finish { crand 1 } #end',
  ],
  [
    'in a branch that is on because of a macro whose result is declared',
    '#declare R = off; #macro Turn(V) #declare V = on; 1 #end #declare X = Turn(R); #if (R) finish { crand 1 } #end',
  ],
  ['in a layer', '#declare T = texture { Base } texture { finish { crand 1 } } box { 0, 1 texture { T } }'],
  ['in a macro', '#macro M(A) #if (A) finish { crand A } #end #end sphere { 0, 1 M(1) }'],
  ['in an array', '#declare A = array[1] { finish { crand 1 } } sphere { 0, 1 finish { A[0] } }'],
  ['after a value without semicolon', '#declare A = 1 sphere { 0, 1 finish { crand 1 } }'],
  ['after a vector without semicolon', '#declare A = <1, 2> sphere { 0, 1 finish { crand 1 } }'],
  ['by a macro after a value without semicolon', '#macro M() finish { crand 1 } #end #declare A = 1 M()'],
  ['after a value in a block', 'union { #declare A = 1 } sphere { 0, 1 finish { crand 1 } }'],
  ['after a declared block', '#declare S = sphere { 0, 1 } object { S finish { crand 1 } }'],
  ['in a branch of a changing value', '#declare N = 0; #if (N) finish { crand 1 } #end #declare N = 1;'],
  ['in a branch of a parameter', '#declare N = 0; #macro M(N) #if (N) finish { crand 1 } #end #end M(1)'],
  ['in a branch of a sum', '#declare N = 0; #if (N + 1 > 0) finish { crand 1 } #end'],
  ['in a branch of a clock', '#if (clock > 1) #else finish { crand 1 } #end'],
  ['in a case', '#switch (N) #case (1) finish { phong 1 } #break #else finish { crand 1 } #end'],
  ['after a branch that is off', '#if (0) finish { phong 1 #if (1) #end } #end finish { crand 1 }'],
])('minds crand %s', (_, text) => {
  write('s.pov', text);
  expect(causesOf([])).toEqual(['crand']);
});

test('does not mind what the includes of POV-Ray only declare', () => {
  const names = ['colors', 'textures', 'stones', 'metals', 'woods', 'glass', 'finish', 'rad_def', 'shapes'];
  write('s.pov', names.map((name) => `#include "${name}.inc"`).join('\n'));
  const library = '+L/usr/share/povray-3.7/include';
  expect(causesOf([library])).toEqual([]);
  write('s.pov', '#include "stones.inc"\nsphere { 0, 1 texture { T_Grnt19 } }');
  expect(causesOf([library])).toEqual(['crand']);
});

test('reads includes with the version of the scene', () => {
  write('s.pov', '#version 3.1; #include "a.inc"');
  write('a.inc', 'media { emission 1 }');
  expect(causesOf([])).toEqual(['random samples in media']);
});

test('names the first place of a cause', () => {
  write('s.pov', '#include "a.inc"\n\n#include "b.inc"');
  write('a.inc', 'F');
  write('b.inc', '\n#declare F =\nfinish {\n  crand 1 }\nfinish { crand 1 }');
  const places = whyInexact('s.pov', [], { folder, env: { POVINI: 'empty.ini' } });
  expect(places).toEqual([{ cause: 'crand', path: join(folder, 'b.inc'), line: 5 }]);
});

test('asks the options whether a cause has an effect', () => {
  write('s.pov', `${area} jitter } global_settings { radiosity { } } plane { y, 0 finish { crand 1 } }`);
  expect(causesOf(['+Q8'])).toEqual(['crand', 'a jittered area light']);
  expect(causesOf(['Quality=4'])).toEqual(['crand']);
  expect(causesOf(['+Q0'])).toEqual([]);
});

test('does not trust a value that an option can set', () => {
  write('s.pov', '#ifndef (N) #declare N = 0; #end #if (N) finish { crand 1 } #end');
  expect(causesOf([])).toEqual([]);
  expect(causesOf(['Declare=N=1'])).toEqual(['crand']);
});

test('says nothing about a scene that is not here', () => {
  expect(causesOf([])).toEqual([]);
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function causesOf(options: readonly string[]): string[] {
  const places = whyInexact('s.pov', options, { folder, env: { POVINI: 'empty.ini' } });
  return places.map(({ cause }) => cause);
}
