import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tools } from '../cluster/run-cluster.ts';

/** The shared folder of the test cluster, which is the original's job folder. */
export const shared = '/glusterfs/povray';
export const hostsFile = '/var/lib/td-cluster/hosts.txt';
export const originalWorker = '/home/pi/task-distributor-worker.sh';
export const originalMaster = join(tools, 'original-style/master.sh');
export const blob = '/opt/povray/share/povray-3.7/scenes/objects/blob.pov';

/** Programs and scenes for the hosts. No command looks into subfolders of the job folder. */
export const programs = join(shared, 'programs');
export const slowScene = join(programs, 'slow.pov');
export const stripesScene = join(programs, 'stripes.pov');

const onHosts = (file: string) => `${process.execPath} ${join(programs, file)}`;
export const ourWorker = onHosts('td-worker.mjs');
export const ourCrop = onHosts('td-crop.cjs');
export const ourMarkDone = onHosts('td-mark-done.cjs');

/** Copies programs and scenes to where the hosts see them. A user need do no more before the first job. */
export async function install(): Promise<void> {
  await mkdir(programs, { recursive: true });
  for (const file of ['td-worker.mjs', 'td-crop.cjs', 'td-mark-done.cjs']) {
    await copyFile(join(tools, '../apps/td-worker/dist', file), join(programs, file));
  }
  await writeFile(slowScene, slow);
  await writeFile(stripesScene, stripes);
}

/** Writes a program into the shared folder. @returns its path */
export async function installProgram(name: string, text: string): Promise<string> {
  const path = join(programs, name);
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o755 });
  return path;
}

/** Takes minutes to render, and little memory. */
const slow = `camera { location -4*z look_at 0 }
#declare I = 0;
#while (I < 40) light_source { <3, 9, -9 - I>, 0.05 area_light <9,0,0>, <0,9,0>, 17, 17 } #declare I = I + 1; #end
sphere { 0, 1.4 pigment { rgbf 0.9 } hollow finish { reflection 0.5 } interior { media { scattering { 1, 0.4 } samples 40, 40 } } }
`;

/** From top to bottom: red, grey, and a picture. ImageMagick writes the bands of one colour as palette and grey PNG. */
const stripes = `camera { orthographic location -9*z right 2*x up 3*y look_at 0 }
light_source { -9*z, 1 }
box { <-1, 0.5, 0>, <1, 1.5, 1> pigment { rgb x } finish { ambient 1 diffuse 0 } }
box { <-1, -0.5, 0>, <1, 0.5, 1> pigment { rgb 0.5 } finish { ambient 1 diffuse 0 } }
box { <-1, -1.5, 0>, <1, -0.5, 1> pigment { gradient x+y colour_map { [0 rgb z] [1 rgb y] } } }
`;
