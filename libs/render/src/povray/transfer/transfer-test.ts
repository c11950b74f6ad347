import { resolve } from 'node:path';
import type { RenderRequest, Surroundings } from '../../renderer.ts';
import type { TransferFunctionTest } from '../../state-format.ts';
import { EffectiveOptions } from '../options/effective-options.ts';
import { hasOwnOptions } from '../given-options.ts';
import { readOptions } from '../options/read-options.ts';
import { PovrayRendering } from '../povray-rendering.ts';
import { sampleTraits } from '../options/sample-traits.ts';
import { contentOf } from '../scene/read-scene.ts';
import { workingGamma } from './working-gamma.ts';

/**
 * POV-Ray's samples of 8 bits without alpha depend on the linear value, the scene's `assumed_gamma`, and options, which the test
 * is rendered with, too. Source: POV-Ray 3.7, png.cpp, Write; encoding.h, IntEncode; colourspace.cpp.
 */
export function transferTest(
  { scene, options, run }: Pick<RenderRequest, 'scene' | 'options' | 'run'>,
  surroundings: Surroundings,
): TransferFunctionTest | null {
  if (run?.elsewhere !== undefined && hasOwnOptions(run.elsewhere, surroundings)) return null;
  const read = readOptions(options, surroundings);
  const effective = new EffectiveOptions(read);
  const { depth, alpha } = sampleTraits(read);
  const isUnknown = effective.isIncomplete || unknowable.some((name) => effective.find(name) !== null);
  if (depth !== 8 || alpha || isUnknown) return null;
  const text = contentOf(resolve(surroundings.folder, scene));
  const gamma = text === null ? null : workingGamma(text);
  if (gamma === null) return null;
  return {
    text: sceneFor(gamma),
    width: columns,
    height: levels,
    options: ['-A', `+BS${columns}`],
    appliesTo: (rendering) => rendering instanceof PovrayRendering && rendering.hasOneGamma,
    withPresentDate: (text) => text.replace(renderDate, dateNow),
  };
}

/** With these, there is no test. */
const unknowable = [
  // It can set `assumed_gamma`; and without warnings, POV-Ray does not report that it has used another one.
  'Include_Header',
  'Warning_Level',
  // Then a sample depends on its place, too.
  'Dither',
  // A second POV-Ray would run it, too, or write the file. A POV-Ray that is killed does not run its last command.
  ...['Pre_Scene', 'Pre_Frame', 'Post_Frame', 'Post_Scene', 'User_Abort', 'Fatal_Error'].map(
    (when) => `${when}_Command`,
  ),
  'Radiosity_To_File',
];

/** Source: POV-Ray 3.7, metadata.cpp, getDateTime. */
const renderDate = /(?<=^Comment\0Render Date: )\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?=Z)/;

function dateNow(): string {
  return new Date().toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * Row k, from 0 on, has values close to the one that separates samples of k from those of k + 1: from one pixel to
 * the next, they grow by half the distance of two floats.
 */
function sceneFor(gamma: string): string {
  return `#version 3.7;
global_settings { assumed_gamma ${gamma} }
camera { orthographic location -z direction z right ${columns}*x up ${levels}*y look_at 0 }
#declare Level = function(y) { (floor(${levels / 2} - y) + 0.5) / ${levels} }
#declare Linear = function(v) { select(v - 0.04045, v / 12.92, v / 12.92, pow((v + 0.055) / 1.055, 2.4)) }
#declare Value = function(x, y) { pow(Linear(Level(y)), 1 / ${gamma}) * (1 + (floor(x) + 0.5) * pow(2, -25)) }
plane {
  z, 0
  pigment { function { Value(x, y) } color_map { [0 rgb 0] [1 rgb 1] } }
  finish { ambient 1 diffuse 0 }
}
`;
}

const columns = 64;
const levels = 255;
