import { runCommand, runShell } from '@task-distributor/testing';
import { expect, test } from 'vitest';

test.each(['bash', 'zsh', 'fish'])(
  '--completion %s needs no other option, and prints a script',
  async (shell) => {
    const { exitCode, stdout, stderr } = await runCommand('td-master', ['--completion', shell]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('td-mark-done');
    expect(await runShell(`td-master --completion ${shell} | ${shell} -n`)).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  },
);

test('--completion of another shell is wrong usage', async () => {
  const { exitCode, stdout, stderr } = await runCommand('td-master', ['--completion', 'tcsh']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('--completion: Expected one of bash, zsh, fish, got "tcsh"');
});
