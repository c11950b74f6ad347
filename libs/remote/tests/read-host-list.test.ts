import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { formatHostAddress, readHostList } from '../src/index.ts';

const folder = temporaryFolder();

test('reads a list', async () => {
  const hosts = await readHostList('pi110,2/pi@pi111:2222,[::1]:22,4/ann@example.org@pi112');
  expect(hosts.map(({ address, slots }) => [formatHostAddress(address), slots])).toEqual([
    ['pi110', null],
    ['pi@pi111:2222', 2],
    ['[::1]:22', null],
    ['ann@example.org@pi112', 4],
  ]);
});

test('reads a file, with comments and empty lines', async () => {
  const path = join(folder, 'hosts.txt');
  await writeFile(path, '# the lab\n\npi110\n  8/pi@pi111  # the new one\r\n');
  expect((await readHostList(path)).map(({ address }) => address.name)).toEqual(['pi110', 'pi111']);
});

test('reads weights', async () => {
  const path = join(folder, 'weights.txt');
  await writeFile(path, 'pi110 weight=2 # twice as fast\n2/pi111\tweight=0.5\npi112\n');
  const weights = [2, 0.5, null];
  expect((await readHostList(path)).map(({ weight }) => weight)).toEqual(weights);
  const list = await readHostList('pi110 weight=2,2/pi111 weight=0.5,pi112');
  expect(list.map(({ weight }) => weight)).toEqual(weights);
  expect(list.map(({ address, slots }) => [address.name, slots])).toEqual([
    ['pi110', null],
    ['pi111', 2],
    ['pi112', null],
  ]);
});

test.each([
  [
    'pi110 weight=0',
    '--hosts, host 1: Expected a weight from 0.001 to 1000 in weight=N, got "pi110 weight=0"',
  ],
  ['pi110 weight=', 'Expected a weight from 0.001 to 1000 in weight=N, got "pi110 weight="'],
  ['pi110 weight=-1', 'Expected a weight from 0.001 to 1000 in weight=N, got "pi110 weight=-1"'],
  ['pi110 weight=1e308', 'Expected a weight from 0.001 to 1000 in weight=N, got "pi110 weight=1e308"'],
  ['pi110 wait=1', 'Expected [slots/][user@]host[:port] [weight=N], got "pi110 wait=1"'],
  ['pi110,', '--hosts, host 2: Expected [slots/][user@]host[:port] [weight=N], got ""'],
  ['0/pi110', 'Expected slots from 1 to 10000'],
  ['pi110,pi110', 'pi110 is in the list twice; 2/pi110 gives it two bands at the same time'],
  ['a;b', 'Expected [slots/][user@]host[:port] [weight=N], got "a;b"'],
  ['-oProxyCommand=x', 'Expected [slots/]'],
  ['./nothere.txt', 'No such file'],
  ['nothere.txt', '--hosts: nothere.txt: No such file (commas separate the hosts of a list)'],
  ['lab.hosts', 'lab.hosts: No such file'],
  ['lab/hosts', 'lab/hosts: No such file'],
  ['/usr', '/usr: Expected a file or a list, got a folder'],
])('refuses %j', async (list, message) => {
  await expect(readHostList(list)).rejects.toThrow(message);
  await expect(readHostList(list)).rejects.toMatchObject({ exitCode: 2 });
});

test.each(['pi110.example.org', 'pi110', '2/pi110.lan'])('takes %s for a host', async (list) => {
  expect(await readHostList(list)).toHaveLength(1);
});

test('reports the line of an error in a file', async () => {
  const path = join(folder, 'bad.txt');
  await writeFile(path, 'pi110\npi 111\n');
  await expect(readHostList(path)).rejects.toThrow(`${path} line 2: Expected`);
  await writeFile(path, '# nobody\n');
  await expect(readHostList(path)).rejects.toThrow('Expected at least one host, got none');
});
