import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandPath, runCommand, runShell, temporaryFolder } from '@task-distributor/testing';
import { describe, expect, test } from 'vitest';

const commands = [
  'td-master',
  'td-partition',
  'td-probe',
  'td-check',
  'td-dispatch',
  'td-wait',
  'td-progress',
  'td-compose',
  'td-report',
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

  test('starts without the packages that are slow to load', async () => {
    const run = await runCommand(name, ['--help'], { env: await watchedEnv() });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('a full disk at stdout is reported', async () => {
    const { exitCode, stderr } = await runShell(`${name} --help > /dev/full`);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `${name}: stdout: No space left on device\n`,
    });
  });
});

describe('a package that is slow to load is seen where it is used:', () => {
  const dispatch = `printf '1\\t9\\tpi1.invalid\\t-\\t-\\n' | td-dispatch -x 9 -y 9 -p . --scene a.pov --retries 0`;

  test.each([
    ['sharp', 'td-crop --rows 1-2 a.gif > out.png'],
    ['ssh2', `${dispatch} --via ssh`],
  ])('%s', async (name, line) => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'a.pov'), '');
    await writeFile(join(folder, 'a.gif'), 'GIF89a, of a kind');
    // An ssh that connects to every host, where each command fails.
    const ssh = `#!/bin/sh\ncase " $* " in *" -G "*) echo "hostname pi1" ;; *" -f "* | *" -O "*) ;; *) exit 1 ;; esac\n`;
    await writeFile(join(folder, 'ssh'), ssh, { mode: 0o755 });
    const { stderr } = await runShell(line, { cwd: folder, env: await watchedEnv() });
    expect(stderr).toContain(`loaded ${name}\n`);
  });
});

/** An environment in which Node says on stderr when it loads a slow package: as a package, or as a file beside a bundle. */
async function watchedEnv(): Promise<Record<string, string>> {
  const hook = join(temporaryFolder(), 'hook.cjs');
  await writeFile(
    hook,
    `const Module = require('node:module'); const load = Module._load;
     Module._load = function (name, ...rest) {
       const [, slow] = /^(?:.*\\/)?(sharp|ssh2)(?:\\.cjs|\\/.*)?$/.exec(name) ?? [];
       if (slow) require('node:fs').writeSync(2, 'loaded ' + slow + '\\n');
       return load.call(this, name, ...rest);
     };`,
  );
  return { NODE_OPTIONS: `--require ${hook}` };
}
