import { join } from 'node:path';
import { type Pixels, pixelsOf } from './pixels.ts';
import { runProgram } from './run-program.ts';
import { size, writeScene } from './scene.ts';
import { type Setting, wordsOf } from './settings.ts';
import { Transfers } from './transfers.ts';

/** A scene, and what POV-Ray renders of it in one piece. */
export class Pictures {
  readonly #folder: string;
  readonly #uncut = new Map<string, Promise<Pixels>>();
  readonly scene: string;
  readonly transfers: Transfers;

  private constructor(folder: string, scene: string) {
    this.#folder = folder;
    this.scene = scene;
    this.transfers = new Transfers(folder);
  }

  static async in(folder: string): Promise<Pictures> {
    return new Pictures(folder, await writeScene(folder));
  }

  uncut(setting: Setting): Promise<Pixels> {
    const { name } = setting;
    const made = this.#uncut.get(name) ?? this.#render(setting);
    this.#uncut.set(name, made);
    return made;
  }

  async #render(setting: Setting): Promise<Pixels> {
    const png = join(this.#folder, `uncut-${this.#uncut.size}.png`);
    const { width, height } = size;
    const words = [
      `+I${this.scene}`,
      `+W${width}`,
      `+H${height}`,
      `+O${png}`,
      '-D',
      '+FN',
      ...wordsOf(setting),
    ];
    const { code, stderr } = await runProgram('povray', words);
    const pixels = await pixelsOf(png);
    if (code !== 0 || pixels === null) throw new Error(`POV-Ray exits ${code}: ${stderr}`);
    return pixels;
  }
}
