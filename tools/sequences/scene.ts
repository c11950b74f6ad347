import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The last row of blocks has a single row, and the last column of blocks is narrower, too. */
export const size = { width: 119, height: 97 };

/**
 * A scene with edges in every row, without anything random, and partly transparent. Each of its rows is slow, because of many lights.
 */
export async function writeScene(folder: string): Promise<string> {
  const path = join(folder, 'scene.pov');
  await writeFile(
    path,
    `#version 3.7;
global_settings { assumed_gamma 1 }
camera { location <0, 1, -4> look_at 0 }
#for (I, 1, ${lights}) light_source { <3, 9 + I / 900, -9 - I / 700>, ${1.5 / lights} shadowless } #end
plane { z, 2 pigment { checker rgbt <1, 1, 1, 0.3>, rgb <0.2, 0.3, 0.6> scale 0.4 rotate 20*z } }
#for (I, 0, 9) sphere { <I / 2 - 2.2, I / 5 - 0.8, 0>, 0.4 pigment { rgbf <1, 0.6, 0.2, 0.3> } finish { phong 0.8 reflection 0.2 } } #end
`,
  );
  return path;
}

const lights = 1_200;
