import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A small scene with an edge in every row. */
export async function smallScene(folder: string, name = 'ball.pov'): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    `camera { location <0, 1, -4> look_at 0 }
light_source { <3, 9, -9>, 1 }
plane { y, -1 pigment { checker rgb 1, rgb <0.2, 0.3, 0.6> } }
sphere { 0, 1 pigment { rgb <1, 0.6, 0.2> } finish { phong 0.8 reflection 0.2 } }
`,
  );
  return path;
}

/** A scene that takes minutes: for what must happen before it ends. */
export async function endlessScene(folder: string): Promise<string> {
  const path = join(folder, 'endless.pov');
  await writeFile(
    path,
    `camera { location -4*z look_at 0 }
#declare I = 0;
#while (I < 99) light_source { <3, 9, -9 - I / 9>, 0.02 } #declare I = I + 1; #end
sphere { 0, 1.4 pigment { rgbf 0.9 } finish { reflection 0.5 } interior { media { scattering { 1, 0.4 } samples 5000, 5000 } ior 1.4 } hollow }
`,
  );
  return path;
}
