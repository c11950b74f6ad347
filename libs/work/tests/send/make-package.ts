import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PackageHash } from '../../src/send/package-hash.ts';
import type { ScenePackage } from '../../src/send/scene-package.ts';

/** Writes files into a folder, and packs them. */
export function makePackage(
  folder: string,
  contents: Readonly<Record<string, string | Uint8Array>>,
  folders: readonly string[] = [],
): ScenePackage {
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return packageOf(
    Object.keys(contents).map((name) => join(folder, name)),
    folders.map((name) => join(folder, name)),
  );
}

function packageOf(paths: readonly string[], folders: readonly string[]): ScenePackage {
  const hash = new PackageHash();
  for (const path of folders) hash.folder(path);
  const files = paths.map((path) => ({ path, bytes: statSync(path).size }));
  for (const { path, bytes } of files) {
    hash.file(path, bytes);
    hash.content(readFileSync(path));
  }
  return { hash: hash.digest(), files, folders, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}
