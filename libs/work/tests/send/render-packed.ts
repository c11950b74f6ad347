import { execa } from 'execa';
import { copyFileSync, mkdirSync, renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TdError } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import { decode, temporaryFolder } from '@task-distributor/testing';
import { createRenderFolder } from '../../src/agent/render-folder.ts';
import { packScene } from '../../src/send/pack-scene.ts';
import { pathInPackage, type ScenePackage } from '../../src/send/scene-package.ts';

const povray = rendererFor('any.pov');
const program = povray.host.find(undefined, process.env);
const [width, height] = [40, 30];

export interface AskedRender {
  /** What the scene reads is below it, but for POV-Ray's own files. */
  readonly root: string;
  /** The folder that the options are meant from. */
  readonly folder: string;
  /** Absolute. */
  readonly scene: string;
  readonly options: readonly string[];
  readonly send?: readonly string[];
}

/** The image as the user would render it. @returns its decoded pixels */
export async function renderPlain({ folder, scene, options }: AskedRender): Promise<Buffer> {
  const size = [`+W${width}`, `+H${height}`, '-D', '-P', '-C', '+O-'];
  const args = ['+FN', ...options, `+L"${dirname(scene)}"`, `+I"${scene}"`, ...size];
  const { stdout } = await execa(program, args, { cwd: folder, encoding: 'buffer' });
  return pixelsOf(stdout);
}

/** The image as a host renders it that has only the package: the root is renamed, and stays so. */
export async function renderPacked(
  asked: AskedRender,
): Promise<{ pixels: Buffer | null; error: TdError | null }> {
  const { root, folder, scene, options, send = [] } = asked;
  const surroundings = { folder, env: process.env };
  const pack = await packScene({ scene, options, send, limitBytes: 2 ** 24 }, surroundings);
  const place = join(temporaryFolder(), 'päckage here');
  unpack(pack, place);
  const elsewhere = { pathOnHost: (path: string) => pathInPackage(place, path), defaultOptions: null };
  const run = { given: null, threads: null, imageMegabytes: null, env: {}, elsewhere };
  const size = { width, height, rows: { first: 1, last: height }, format: '+FN' };
  const rendering = povray.render({ ...size, program, scene, options, run }, surroundings);
  renameSync(root, `${root}-hidden`);
  const { args, contents, env } = rendering.command;
  const cwd = createRenderFolder(contents);
  const end = await execa(program, args, { cwd, env, encoding: 'buffer', reject: false });
  rendering.read(end.stderr);
  rendering.readEnd();
  const error = rendering.judge({ exitCode: end.exitCode, signal: end.signal, cause: undefined });
  return { pixels: error === null ? await pixelsOf(end.stdout) : null, error };
}

function unpack({ files, folders }: ScenePackage, place: string): void {
  for (const folder of folders) mkdirSync(pathInPackage(place, folder), { recursive: true });
  for (const { path } of files) {
    mkdirSync(dirname(pathInPackage(place, path)), { recursive: true });
    copyFileSync(path, pathInPackage(place, path));
  }
}

async function pixelsOf(png: Uint8Array): Promise<Buffer> {
  const path = join(temporaryFolder(), 'a.png');
  await writeFile(path, png);
  const pam = await decode(path);
  return pam.subarray(pam.indexOf('ENDHDR\n') + 7);
}
