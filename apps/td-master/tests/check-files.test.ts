import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, runCommand, smallScene, temporaryFolder } from '@task-distributor/testing';
import { beforeEach, describe, expect, test } from 'vitest';

let folder: string;
let scene: string;

beforeEach(async () => {
  folder = temporaryFolder();
  scene = await smallScene(folder);
  writeFileSync(join(folder, 'f'), '');
});

const run = (words: readonly string[]) =>
  runCommand('td-master', [...argv`-n 1 -x 16 -y 12 --scene ${scene}`, ...words], {
    cwd: folder,
    env: { HOME: folder },
  });

describe('td-master --check finds what would end the job on this machine:', () => {
  test.each([
    ['-o none/x.png', 'cannot write none/x.png: none: No such file or directory'],
    ['-o f/x.png', 'cannot write f/x.png: f: Not a directory'],
    ['-o x.jpg -x 70000', 'x.jpg: '],
    ['-o x.png --joblog f/log', '--joblog: f/log: Not a directory'],
    ['-o x.png --joblog none/log', '--joblog: none/log: No such file or directory'],
    ['-o x.png --joblog folder', '--joblog: folder: '],
  ])('%s', async (words, message) => {
    mkdirSync(join(folder, 'folder'));
    const before = readdirSync(folder);
    const checked = await run(['--check', ...words.split(' ')]);
    expect(readdirSync(folder)).toEqual(before);
    const tried = await run(words.split(' '));
    expect(checked.exitCode).toBe(1);
    expect(tried.exitCode).toBeGreaterThan(0);
    expect(checked.stdout).toMatch(/^error: this machine: /m);
    expect(checked.stdout).toContain(message);
    expect(tried.stderr).toContain(message);
  });

  test('files that can be written are neither made nor changed', async () => {
    const before = readdirSync(folder);
    const { exitCode, stdout } = await run(argv`--check -o x.png --joblog log`);
    expect({ exitCode, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
      exitCode: 0,
      last: 'The host is ready.',
    });
    expect(readdirSync(folder)).toEqual(before);
  });
});

test.each(['td-check', 'td-master'])('%s notes an include that is not there', async (command) => {
  appendFileSync(scene, '\n#include "gone.inc"\n#ifdef (Never) #include "never.inc" #end\n');
  const words = argv`--scene ${scene}`;
  const { exitCode, stdout } =
    command === 'td-check'
      ? await runCommand('td-check', words, { cwd: folder, env: { HOME: folder } })
      : await run(argv`--check -o x.png`);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^note: this machine: .*, line \d+: gone\.inc is not found here: /m);
  expect(stdout).not.toContain('never.inc');
  expect((await run(argv`-o x.png`)).exitCode).toBe(1);
  expect(existsSync(join(folder, 'x.png'))).toBe(false);
});

test('a job folder that cannot be used is said once', async () => {
  const { exitCode, stdout } = await run(argv`--check -o x.png -p f`);
  expect(exitCode).toBe(1);
  expect(stdout.split('\n').filter((line) => line.startsWith('error: '))).toEqual([
    `error: this machine: ${join(folder, 'f')}: Expected a folder, got a file`,
  ]);
});

test('td-master --check --json writes an object for each host', async () => {
  const { exitCode, stdout } = await run(argv`--check --json -o f/x.png`);
  expect(exitCode).toBe(1);
  const objects = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(objects).toMatchObject([{ host: null, ok: false, problems: [{ what: 'output' }] }, { ok: true }]);
  const alone = await run(argv`--json -o x.png`);
  expect(alone.exitCode).toBe(2);
  expect(alone.stderr).toContain('--json: Expected --show-config or --check with it, got none');
});
