import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';
import { type Setting, wordsOf } from './settings.ts';

/** What workers find out about how POV-Ray makes samples, found out once for each setting. */
export class Transfers {
  readonly #folder: string;
  readonly #found = new Map<string, Promise<readonly string[]>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Lets hosts know it from the start, as if they had rendered a large image before. @param folder of a sequence */
  async giveTo(hosts: readonly string[], setting: Setting, folder: string): Promise<void> {
    const found = this.#found.get(setting.name) ?? this.#find(setting);
    this.#found.set(setting.name, found);
    for (const path of await found) {
      for (const host of hosts) {
        const states = join(folder, host, statesFolder);
        await mkdir(states, { recursive: true, mode: 0o700 });
        await copyFile(path, join(states, path.slice(path.lastIndexOf('/') + 1)));
      }
    }
  }

  /** Renders a large image. @returns paths of files; none = POV-Ray makes the samples itself */
  async #find(setting: Setting): Promise<readonly string[]> {
    const folder = join(this.#folder, `transfer-${this.#found.size}`);
    await mkdir(folder);
    const scene = join(folder, 'scene.pov');
    await writeFile(scene, text);
    const words = [master, '-n1', '-x1500', '-y1000', '--scene', scene, '-o', join(folder, 'out.png')];
    const env = { ...process.env, TMPDIR: folder };
    const { code, stderr } = await runProgram(process.execPath, [...words, '--', ...wordsOf(setting)], {
      env,
    });
    if (code !== 0) throw new Error(`td-master exits ${code}: ${stderr}`);
    const states = join(folder, statesFolder);
    const names = (await readdir(states)).filter((name) => name.startsWith('td-transfer-'));
    const isMadeOfBlocks = !setting.options.some((word) => ['+FN16', '+UA'].includes(word));
    if (names.length !== (isMadeOfBlocks ? 1 : 0))
      throw new Error(`${setting.name}: found ${names.join() || 'nothing'}`);
    return names.map((name) => join(states, name));
  }
}

/** It takes seconds, so that a worker finds it out meanwhile. */
const text = `#version 3.7;
global_settings { assumed_gamma 1 }
#for (I, 1, 40) light_source { <0, I / 9, -9>, 0.02 shadowless } #end
plane { z, 1 pigment { rgb 1 } }
`;
const statesFolder = `td-states-${process.getuid!()}`;
// This file is also part of a bundle in a folder beside this one.
const master = join(import.meta.dirname, '../../apps/td-master/bin/td-master.js');
