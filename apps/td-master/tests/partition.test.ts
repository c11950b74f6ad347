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

test('cuts by cost, from a file or from stdin, on the grid', async () => {
  const costs = join(await temporaryFolder(), 'costs');
  await writeFile(costs, '1\t300\t1\n301\t600\t3\n');
  const byCost = '1\t400\t-\t-\t-\n401\t600\t-\t-\t-\n';
  const run = (...args: string[]) => runCommand('td-partition', ['-n', '2', '-y', '600', ...args]);
  expect((await run('--cost', costs)).stdout).toBe(byCost);
  expect((await runShell(`td-partition -n 2 -y 600 --cost - < ${costs}`)).stdout).toBe(byCost);
  expect((await run('--cost', costs, '--grid', '32')).stdout).toBe('1\t416\t-\t-\t-\n417\t600\t-\t-\t-\n');
});

test('cuts by weight, and makes more bands than hosts', async () => {
  const run = (...args: string[]) => runCommand('td-partition', ['-y', '8', '--hosts', ...args]);
  expect((await run('a,b', '--weights', '3,1')).stdout).toBe('1\t6\ta\t-\t-\n7\t8\tb\t-\t-\n');
  expect((await run('a,b weight=3')).stdout).toBe('1\t2\ta\t-\t-\n3\t8\tb\t-\t-\n');
  expect((await run('a,b', '--bands', '4')).stdout).toBe(
    ['1\t2', '3\t4', '5\t6', '7\t8'].map((rows) => `${rows}\t-\t-\t-\n`).join(''),
  );
});

test.each([
  ['', 'stdin: Expected lines of first row, last row and seconds, got none'],
  ['1 50 1\\n52 100 1', 'stdin line 2: Expected row 51 to come next, got 52: row 51 is missing'],
  ['1 100 -1', 'stdin line 1: Expected seconds from'],
  ['1 100 1e308', 'stdin line 1: Expected seconds from'],
])('refuses the costs %j with one line, and exits 2', async (lines, message) => {
  const run = await runShell(`printf '${lines}' | td-partition -n 4 -y 100 --cost -`);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toMatch(/^td-partition: --cost: .*\n$/);
  expect(run.stderr).toContain(message);
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
  [['-n', '3', '-y', '9', '--hosts', 'a b'], 'Expected [slots/][user@]host[:port] [weight=N], got "a b"'],
  [
    ['-y', '9', '--bands', '10', '--hosts', 'a'],
    'Expected at most one band for each of the 9 rows, got 10 bands',
  ],
  [['-y', '9', '-n', '3', '--bands', '3'], 'Expected -n N or --bands N, got both'],
  [
    ['-y', '9', '--hosts', 'a,b', '--weights', '1,0'],
    '--weights: Expected numbers from 0.001 to 1000, separated by commas, got "1,0"',
  ],
  [['-y', '9', '--hosts', 'a,b', '--weights', '1'], '--weights: Expected 2, one for each host, got 1'],
  [['-y', '9', '-n', '2', '--weights', '1,1,1'], '--weights: Expected 2, one for each band, got 3'],
  [['-y', '9', '-n', '2', '--cost', '/nowhere'], '--cost: /nowhere: No such file or directory'],
  [
    ['-y', '999999999', '-n', '2', '--weights', '1,2'],
    'Expected at most 10000000 rows to cut by cost or weight',
  ],
  [['--fo'], 'Unknown option "--fo"'],
])('says what is wrong with %j on stderr, and exits 2', async (args, message) => {
  const { exitCode, stdout, stderr } = await runCommand('td-partition', args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^td-partition: .*\n$/);
  expect(stderr).toContain(message);
});
