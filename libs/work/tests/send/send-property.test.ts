import fc from 'fast-check';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { limitConcurrency } from '@task-distributor/band';
import { temporaryFolder } from '@task-distributor/testing';
import { type AnyTree, anyTree, sceneFolder, work } from './any-tree.ts';
import { renderPacked, renderPlain } from './render-packed.ts';

test(
  'a packed scene gives the pixels of a plain render, on a host that has only the package',
  { timeout: 600_000 },
  async () => {
    const seed = process.env['TD_SEED'] === undefined ? {} : { seed: Number(process.env['TD_SEED']) };
    const cases = fc.sample(anyTree, { numRuns: Number(process.env['TD_CASES'] ?? 40), ...seed });
    const limit = limitConcurrency(4);
    const outcomes = await Promise.all(cases.map((tree) => limit(() => compare(tree))));
    const wrong = cases.filter((_, i) => outcomes[i] === 'wrong');
    expect(wrong).toEqual([]);
    // Something is to be seen in most pictures.
    expect(outcomes.filter((outcome) => outcome === 'same').length).toBeGreaterThan(cases.length / 2);
  },
);

async function compare(tree: AnyTree): Promise<'same' | 'empty' | 'wrong'> {
  const root = join(temporaryFolder(), 'root');
  write(root, tree);
  const options = wordsFor(root, tree);
  const scene = join(root, sceneFolder, 'my scene.pov');
  const asked = { root, folder: join(root, work), scene, options };
  const plain = await renderPlain(asked);
  const { pixels } = await renderPacked(asked);
  if (pixels === null || !plain.equals(pixels)) return 'wrong';
  return plain.every((byte) => byte === plain[0]) ? 'empty' : 'same';
}

/** Each file draws a square of its own, so that the picture shows which files were read. */
function write(root: string, { files, scene }: AnyTree): void {
  for (const folder of [work, sceneFolder]) mkdirSync(join(root, folder), { recursive: true });
  for (const [i, { folder, name, includes }] of files.entries()) {
    mkdirSync(join(root, folder), { recursive: true });
    const square = `box { <${i % 8}, ${Math.floor(i / 8)}, 0>, <${i % 8}.9, ${Math.floor(i / 8)}.9, 1> pigment { rgb <${(i % 5) / 5 + 0.2}, ${(i % 3) / 3}, 1> } finish { ambient 1 } }`;
    const text = `#ifndef (File${i}) #declare File${i} = 1; ${square} ${included(includes)} #end`;
    writeFileSync(join(root, folder, name), text);
  }
  writeFileSync(
    join(root, sceneFolder, 'my scene.pov'),
    `camera { orthographic location <4,2,-5> look_at <4,2,0> right 9*x up 5*y } ${included(scene)}`,
  );
}

function included(names: readonly string[]): string {
  return names.map((name) => `#if (file_exists("${name}")) #include "${name}" #end`).join('\n');
}

/** Writes the INI files, too. */
function wordsFor(root: string, { libraries }: AnyTree): string[] {
  return libraries.map(({ folder, how }, i) => {
    const absolute = join(root, folder);
    const near = relative(join(root, work), absolute);
    const inWork = (path: string): string => join(root, work, path);
    const ini = (path: string, text: string): string => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    };
    switch (how) {
      case 'word':
        return `+L"${near}"`;
      case 'absolute word':
        return `Library_Path="${absolute}"`;
      case 'many dots':
        return `+L"${root}/lib2/../${folder}/../${folder}"`.replaceAll('/../none', '/../lib2');
      case 'INI':
        ini(
          inWork(`near${i}.ini`),
          `; text\n[other]\n+Lx\n[mine]\nLibrary_Path="${near}"\nLibrary_Path="${root}/lib2"\n`,
        );
        return `near${i}[mine]`;
      case 'absolute INI':
        return `"${ini(join(root, `${i}/my options.ini`), `Library_Path="${absolute}"\n+A0.3`)}"`;
      case 'included INI':
        ini(join(root, `${i}/inner.ini`), `Library_Path=${near}\nLibrary_Path="../lib2/x"`);
        ini(inWork(`outer${i}.ini`), `Include_Ini="${root}/${i}/inner.ini"`);
        return `outer${i}.ini`;
      case 'INI of the scene':
        ini(join(root, sceneFolder, 'its.ini'), `Library_Path="${near}"`);
        return `../${sceneFolder}/its.ini`;
    }
  });
}
