import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { describe, expect, test } from 'vitest';

const workspace = join(import.meta.dirname, '../../..');
const eslint = new ESLint({ cwd: workspace });

/** The linter's messages about the imports in a file with this name and text. No file is written. */
async function complaints(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: join(workspace, file) });
  const { messages } = result!;
  // A parse error must not count as a refusal.
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.filter(({ ruleId }) => isAboutImports(ruleId)).map(({ message }) => message);
}

function isAboutImports(rule: string | null): boolean {
  return /no-restricted|no-require-imports|consistent-type-imports/.test(rule ?? '');
}

describe('is allowed', () => {
  test.each([
    ['libs/lockfile/src/x.ts', "export { TdError } from '@task-distributor/band';"],
    ['libs/lockfile/src/x.ts', "export const band = await import('@task-distributor/band');"],
    ['libs/lockfile/src/x.ts', "import './mark-done.ts';"],
    ['libs/lockfile/src/x.ts', "import { readFile } from 'node:fs/promises'; export { readFile };"],
    ['libs/remote/src/ssh/x.ts', "import '../host-address.ts';"],
    ['libs/imaging/src/x.ts', "import type Sharp from 'sharp'; export type X = typeof Sharp;"],
    ['libs/imaging/src/x.ts', "export const sharp = await import('sharp');"],
    ['libs/remote/src/x.ts', "import type { Client } from 'ssh2'; export type X = Client;"],
    ['libs/remote/src/x.ts', "export const ssh2 = await import('ssh2');"],
    ['apps/td-worker/src/commands/x.ts', "import '@task-distributor/imaging'; import '../lifeline.ts';"],
    ['apps/td-master/src/commands/x.ts', "import '@task-distributor/remote';"],
    ['apps/td-view/src/watch/x.ts', "import '@task-distributor/history'; import '../snapshot.ts';"],
    ['libs/lockfile/tests/x.test.ts', "import '@task-distributor/testing';"],
    ['apps/td-worker/tests/x.ts', "export const testing = await import('@task-distributor/testing');"],
    ['tools/tests/faults/x.test.ts', "import '@task-distributor/testing';"],
    ['libs/testing/src/x.ts', "import './decode.ts';"],
    ['tools/bench/x.mjs', "import '@task-distributor/band';"],
  ])('%s: %s', async (file, text) => {
    expect(await complaints(file, text)).toEqual([]);
  });
});

describe('is refused', () => {
  const band = 'may import @task-distributor/band.';
  test.each([
    // A stage imports another stage.
    ['libs/lockfile/src/x.ts', "import '@task-distributor/remote';", 'libs/lockfile may import'],
    ['libs/lockfile/src/x.ts', "export * from '@task-distributor/imaging';", 'libs/lockfile may import'],
    ['libs/imaging/src/x.ts', "export { a } from '@task-distributor/render';", `libs/imaging ${band}`],
    ['libs/partition/src/x.ts', "import type { A } from '@task-distributor/cli'; export type B = A;", band],
    ['libs/remote/src/ssh/x.ts', "import '@task-distributor/lockfile';", `libs/remote ${band}`],
    ['libs/render/src/x.ts', "export const a = await import('@task-distributor/imaging');", band],
    ['libs/cli/src/x.ts', "export type A = import('@task-distributor/remote').B;", 'import'],
    [
      'libs/cli/src/x.ts',
      "import a = require('@task-distributor/remote'); export const b = a;",
      'may import',
    ],
    ['libs/cli/src/x.ts', "export const a = require('@task-distributor/remote');", 'require'],
    // libs/band imports another lib, a lib imports an app, an app imports an app.
    ['libs/band/src/x.ts', "import '@task-distributor/cli';", 'libs/band may import no other part'],
    ['libs/remote/src/x.ts', "import '@task-distributor/td-worker';", `libs/remote ${band}`],
    ['libs/remote/src/x.ts', "import '../../../apps/td-worker/src/lifeline.ts';", `libs/remote ${band}`],
    ['apps/td-master/src/x.ts', "import '@task-distributor/td-worker';", 'apps/td-master may import'],
    ['apps/td-worker/src/commands/x.ts', "import '@task-distributor/remote';", 'apps/td-worker may import'],
    ['apps/td-worker/src/x.ts', "import '../../../libs/remote/src/index.ts';", 'apps/td-worker may import'],
    ['apps/td-view/src/x.ts', "import '@task-distributor/remote';", 'apps/td-view may import'],
    ['apps/td-view/src/page/x.ts', "import '@task-distributor/work';", 'apps/td-view may import'],
    // Only tests may import these.
    ['libs/lockfile/src/x.ts', "import '@task-distributor/testing';", 'libs/lockfile may import'],
    ['libs/remote/src/ssh/x.ts', "export const a = await import('@task-distributor/testing');", band],
    ['apps/td-master/src/commands/x.ts', "import '@task-distributor/testing';", 'apps/td-master may import'],
    ['libs/testing/src/x.ts', "import '@task-distributor/lockfile';", `libs/testing ${band}`],
    ['libs/imaging/bench/x.mjs', "import '@task-distributor/testing';", 'Only tests may import'],
    ['tools/x.mjs', "import '../libs/testing/src/index.ts';", 'Only tests may import'],
    ['tools/x.mjs', "export const a = await import('@task-distributor/testing');", 'Only tests may import'],
    // A file that the lib's index does not export.
    ['libs/lockfile/src/x.ts', "import '@task-distributor/band/src/band.ts';", 'libs/lockfile may import'],
    // Slow packages: loaded only when they are used, and only by one lib.
    ['libs/imaging/src/x.ts', "import sharp from 'sharp'; export { sharp };", 'import() it where it is used'],
    ['libs/imaging/src/x.ts', "export * from 'sharp';", 'import() it where it is used'],
    [
      'libs/remote/src/ssh/x.ts',
      "import { Client } from 'ssh2'; export { Client };",
      'import() it where it is used',
    ],
    ['libs/remote/src/x.ts', "export const sharp = await import('sharp');", 'Only libs/imaging uses sharp.'],
    ['apps/td-master/src/x.ts', "export const ssh2 = await import('ssh2');", 'Only libs/remote uses ssh2.'],
  ])('%s: %s', async (file, text, message) => {
    expect((await complaints(file, text)).join('\n')).toContain(message);
  });

  // Ways around the walls: relative paths, import(), and files inside a package.
  test.each([
    ['libs/lockfile/src/x.ts', "import '../../remote/src/index.ts';"],
    ['libs/remote/src/ssh/x.ts', "import '../../../lockfile/src/index.ts';"],
    ['apps/td-worker/src/commands/x.ts', "import '../../../td-master/src/announcer.ts';"],
    ['libs/lockfile/src/x.ts', "export const a = await import('../../remote/src/index.ts');"],
    ['libs/lockfile/src/x.ts', "export const a = await import('../../../apps/td-master/src/announcer.ts');"],
    ['libs/lockfile/src/x.ts', 'export const a = await import(`@task-distributor/remote`);'],
    ['libs/imaging/src/x.ts', "import 'sharp/lib/index.js';"],
    ['libs/imaging/src/x.ts', "export const a = await import('ssh2/lib/client.js');"],
  ])('%s: %s', async (file, text) => {
    expect(await complaints(file, text)).not.toEqual([]);
  });
});

test('the rules about imports apply to every source file, even in new parts of the workspace', async () => {
  const files = await sourceFiles();
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) {
    const config = (await eslint.calculateConfigForFile(join(workspace, file))) as Linter.Config;
    expect(config.rules, file).toHaveProperty('no-restricted-imports');
    expect(config.rules, file).toHaveProperty('no-restricted-syntax');
  }
});

test('only libs/render, the table of settings, and help texts know POV-Ray by name', async () => {
  const mayKnow = /^libs\/(render|testing)\/|^libs\/cli\/src\/settings\/|^apps\/[^/]+\/src\/commands\//;
  const files = (await sourceFiles()).filter((file) => !mayKnow.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(workspace, file), 'utf8')));
  expect(files.filter((_, i) => /pov-?ray/i.test(texts[i]!))).toEqual([]);
});

async function sourceFiles(): Promise<string[]> {
  const parts = await Promise.all(
    ['apps', 'libs'].map(async (group) => {
      const names = await readdir(join(workspace, group));
      return names.map((name) => `${group}/${name}/src`);
    }),
  );
  const files = await Promise.all(
    parts.flat().map(async (folder) => {
      const names = await readdir(join(workspace, folder), { recursive: true });
      return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`);
    }),
  );
  return files.flat();
}
