import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** A scene without anything random that takes a second or two at 160x121: each pixel asks for many lights. */
export async function slowScene(folder: string, name = 'slow.pov', lights = 2_000): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    `#version 3.7;
global_settings { assumed_gamma 1 }
camera { location <0, 1, -4> look_at 0 }
#for (I, 1, ${lights}) light_source { <3, 9 + I / 900, -9 - I / 700>, ${1.5 / lights} shadowless } #end
plane { y, -1 pigment { checker rgb 1, rgb <0.2, 0.3, 0.6> } }
sphere { 0, 1 pigment { rgb <1, 0.6, 0.2> } finish { phong 0.8 reflection 0.2 } }
`,
  );
  return path;
}

/** Renders until the state file has a number of bytes, and kills POV-Ray then. @returns the file's content */
export async function stateOfKilled(
  scene: string,
  options: readonly string[],
  bytes: number,
): Promise<Buffer> {
  const folder = temporaryFolder();
  const words = [`+I${scene}`, '+Oimage.png', '-D', '-P', ...options];
  const povray = spawn('povray', words, { cwd: folder, stdio: 'ignore' });
  const exited = once(povray, 'exit');
  const path = join(folder, 'image.pov-state');
  while (povray.exitCode === null) {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size >= bytes) break;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  povray.kill('SIGKILL');
  await exited;
  return readFile(path);
}
