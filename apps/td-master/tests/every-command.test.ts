import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandPath, runCommand, runShell, temporaryFolder } from '@task-distributor/testing';
import { describe, expect, test } from 'vitest';

const commands = [
  'td-master',
  'td-partition',
  'td-dispatch',
  'td-wait',
  'td-compose',
  'td-worker',
  'td-crop',
  'td-mark-done',
];

describe.each(commands)('%s', (name) => {
  test('--help shows usage, options and examples', async () => {
    const { exitCode, stdout, stderr } = await runCommand(name, ['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^${name}: .*\\n\\nUsage: ${name} `));
    expect(stdout).toContain('\nOptions:\n');
    expect(stdout).toContain('\nExamples:\n');
    expect((await runCommand(name, ['-h'])).stdout).toBe(stdout);
  });

  test('--version prints the version of the package', async () => {
    const { version } = JSON.parse(await readFile(join(commandPath(name), '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(await runCommand(name, ['--version'])).toEqual({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  test('an unknown option is wrong usage', async () => {
    const { exitCode, stdout, stderr } = await runCommand(name, ['--no-such-option']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^${name}: .*--no-such-option.*\\n$`));
  });

  test('starts without sharp and ssh2', async () => {
    const folder = await temporaryFolder();
    const hook = join(folder, 'hook.cjs');
    await writeFile(
      hook,
      `const Module = require('node:module'); const load = Module._load;
       Module._load = function (name, ...rest) {
         if (/^(sharp|ssh2)(\\/|$)/.test(name)) require('node:fs').writeSync(2, 'loaded ' + name);
         return load.call(this, name, ...rest);
       };`,
    );
    const { stderr } = await runCommand(name, ['--help'], { env: { NODE_OPTIONS: `--require ${hook}` } });
    expect(stderr).toBe('');
  });

  test('a full disk at stdout is reported', async () => {
    const { exitCode, stderr } = await runShell(`${name} --help > /dev/full`);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('No space left on device');
  });
});
