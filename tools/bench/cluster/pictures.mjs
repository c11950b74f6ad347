import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  byBareHosts,
  byOurWorker,
  byParallel,
  byRememberingTdMaster,
  byScripts,
  byTdMaster,
  rememberOneJob,
} from './ways.mjs';
import { programs, sceneFolder } from './test-cluster.mjs';

const advanced = '/usr/share/doc/povray/examples/advanced/';

/**
 * A picture to be rendered.
 * @typedef {{ name: string, folder: string, file: string, width: number, height: number, options: string[], prepare?: () => void }} Picture
 */

/** The pictures of some kinds. @returns {Picture[]} */
export function picturesOf(kinds, sizes) {
  const all = {
    blob: sizes.map(([width, height]) => picture(sceneFolder, 'blob.pov', width, height)),
    scenes: ['chess2.pov', 'abyss.pov'].map((file) => picture(advanced, file, 400, 300, ['+A0.3'])),
    parse: [{ ...picture(`${programs}/`, 'parse.pov', 800, 600), prepare: writeSlowScene }],
  };
  return kinds.flatMap((kind) => all[kind] ?? []);
}

/** The ways to render one, by name, in the order of the table. */
export const waysToRender = {
  shell: byScripts,
  parallel: byParallel,
  even: byOurWorker('--schedule', 'even', '--no-split'),
  auto: byTdMaster(),
  again: byRememberingTdMaster(),
  ours: byOurWorker(),
  bare: byBareHosts(),
};

/** What is done before a picture is rendered in these ways for the first time. It is not measured. */
export const preparationsOfWays = { again: rememberOneJob };

function picture(folder, file, width, height, options = []) {
  const name = [file, `${width}x${height}`, ...options].join(' ');
  return { name, folder, file, width, height, options };
}

/** Three seconds of parsing on a processor with nothing else to do, if it is like the one that this was written on. */
function writeSlowScene() {
  const lines = [
    '#version 3.7;',
    'global_settings { assumed_gamma 1 }',
    `#declare I = 0; #while (I < ${parseLoops}) #declare I = I + 1; #end`,
    'camera { location <0, 2, -6> look_at 0 }',
    'light_source { <10, 20, -10> rgb 1 }',
    'plane { y, -1 pigment { checker rgb 1, rgb 0.2 } finish { reflection 0.3 } }',
    '#declare N = 0; #while (N < 20) sphere { <2 * cos(N), sin(3 * N), 2 * sin(N)>, 0.4',
    'pigment { rgb <1, N / 20, 0> } finish { phong 1 reflection 0.4 } } #declare N = N + 1; #end',
  ];
  writeFileSync(join(programs, 'parse.pov'), `${lines.join('\n')}\n`);
}

const parseLoops = 3_600_000;
