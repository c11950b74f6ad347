import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, runShell, temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';

test('prints one line for each band', async () => {
  expect(await runCommand('td-partition', ['-n', '3', '-y', '601'])).toEqual({
    exitCode: 0,
    stdout: '1\t201\t-\t-\t-\n202\t401\t-\t-\t-\n402\t601\t-\t-\t-\n',
    stderr: '',
  });
});

test('gives one band to each of the first hosts in a list', async () => {
  const { stdout } = await runCommand('td-partition', [
    '-n',
    '2',
    '-y',
    '4',
    '--hosts',
    'pi110,pi@pi111:22,pi112',
  ]);
  expect(stdout).toBe('1\t2\tpi110\t-\t-\n3\t4\tpi@pi111:22\t-\t-\n');
});

test('without -n, cuts one band for each host of a file', async () => {
  const hosts = join(await temporaryFolder(), 'hosts');
  await writeFile(hosts, '# lab\n2/pi110\npi111\n');
  const { stdout } = await runCommand('td-partition', ['-y', '3', '--hosts', hosts]);
  expect(stdout).toBe('1\t2\tpi110\t-\t-\n3\t3\tpi111\t-\t-\n');
});

test('reads short options like getopts', async () => {
  expect((await runCommand('td-partition', ['-n2', '-y4'])).stdout).toBe('1\t2\t-\t-\t-\n3\t4\t-\t-\t-\n');
});

test('takes the hosts from the environment if the command line has none', async () => {
  const env = { TD_HOSTS: 'pi110,pi111' };
  const run = (...args: string[]) => runCommand('td-partition', ['-y', '4', ...args], { env });
  expect((await run()).stdout).toBe('1\t2\tpi110\t-\t-\n3\t4\tpi111\t-\t-\n');
  expect((await run('--hosts', 'pi112')).stdout).toBe('1\t4\tpi112\t-\t-\n');
});

test('writes JSON lines', async () => {
  const { stdout } = await runCommand('td-partition', ['-n', '1', '-y', '9', '--json']);
  expect(JSON.parse(stdout)).toEqual({ first: 1, last: 9, host: null, state: null, info: null });
});

test('works with a shell loop', async () => {
  const { stdout } = await runShell(
    `td-partition -n 2 -y 10 | while read -r first last host rest; do echo "$first+$last $host"; done`,
  );
  expect(stdout).toBe('1+5 -\n6+10 -\n');
});

test.each([
  [['-n', '0', '-y', '9'], '-n: Expected a whole number of bands from 1 to 999999999, got "0"'],
  [['-n', 'abc', '-y', '9'], '-n: Expected a whole number of bands from 1 to 999999999, got "abc"'],
  [['-n', '2.5', '-y', '9'], '-n: Expected a whole number of bands from 1 to 999999999, got "2.5"'],
  [['-n', '-2', '-y', '9'], '-n: Expected a value, got "-2"'],
  [['-n', '2', '-y', '9', 'x'], 'Expected no operand, got "x"'],
  [['-n', '10', '-y', '9'], 'Expected at most one band for each of the 9 rows, got 10 bands'],
  [['-n', '2'], 'Expected -y HEIGHT, got none'],
  [['-y', '9'], 'Expected -n N or --hosts LIST|FILE, got none'],
  [['-n', '3', '-y', '9', '--hosts', 'a,b'], 'Expected -n of at most 2, the number of hosts, got 3'],
  [['-n', '3', '-y', '9', '--hosts', 'a b'], 'Expected [slots/][user@]host[:port], got "a b"'],
  [['--fo'], 'Unknown option "--fo"'],
])('says what is wrong with %j on stderr, and exits 2', async (args, message) => {
  const { exitCode, stdout, stderr } = await runCommand('td-partition', args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^td-partition: .*\n$/);
  expect(stderr).toContain(message);
});
