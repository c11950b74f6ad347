import { execa } from 'execa';
import { readdirSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { codeBlocks, readPage, workspace } from './markdown.ts';

const blocks = codeBlocks(readPage(join(workspace, 'README.md')).text);
const runs = blocks.flatMap(({ info, line, text }, i) =>
  info === 'sh run' ? [{ line, text, next: blocks[i + 1] }] : [],
);

/** A folder with the files of the clone's root, in which new files do not litter the clone. */
async function cloneRoot(): Promise<string> {
  const folder = temporaryFolder();
  for (const name of ['apps', 'docs', 'examples', 'node_modules', 'package.json', 'tools']) {
    await symlink(join(workspace, name), join(folder, name));
  }
  return folder;
}

test("README's examples run as typed, one after the other, in one shell in the clone's root", async () => {
  const folder = await cloneRoot();
  const script = runs.map(({ text }, i) => `{\n${text}} > .stdout-${i} 2> .stderr-${i}\n`).join('');
  await writeFile(join(folder, '.script'), script);
  // As in a terminal of the user, the commands are not on PATH before README puts them there.
  const path = process.env['PATH']!.split(':').filter((name) => !name.includes('node_modules'));
  const { exitCode } = await execa('sh', ['-e', '.script'], {
    cwd: folder,
    env: { PATH: path.join(':') },
    reject: false,
    stdin: 'ignore',
  });
  const seen = readdirSync(folder).filter((name) => name.startsWith('.stderr-'));
  for (const [i, { line, next }] of runs.slice(0, seen.length).entries()) {
    expect(await readFile(join(folder, `.stderr-${i}`), 'utf8'), `line ${line}`).toBe('');
    const output = next?.info === 'text output' ? next.text : '';
    expect(await readFile(join(folder, `.stdout-${i}`), 'utf8'), `line ${line}`).toBe(output);
  }
  expect({ exitCode, count: seen.length }).toEqual({ exitCode: 0, count: runs.length });
});

test('every output block of README follows an example that is run', () => {
  const outputs = blocks.filter(({ info }) => info === 'text output');
  expect(runs.filter(({ next }) => next?.info === 'text output')).toHaveLength(outputs.length);
});
