import { expect, test } from 'vitest';
import { isOriginalLog, isOriginalLogName, readOriginalLog } from '../../src/read/original-log.ts';

const times = `Required time to process the 1st sequential part:    0.200s
Required time to process the parallel part:          32.281s
Required time to process the 2nd sequential part:    2.233s
`;
const name = '1024x768_2_Nodes_2015_04_06_20:14:34.txt';

test('size and hosts come from the name, and the times from the last three lines', () => {
  const run = readOriginalLog(`Wait for pi31 in lockfile.\n${times}`, `logs/${name}`, name);
  expect(run).toMatchObject({
    name: `logs/${name}`,
    image: { width: 1024, height: 768, scene: null },
    hosts: { count: 2 },
    phases: { first: 0.2, parallel: 32.281, second: 2.233 },
    state: 'whole',
  });
});

test('a run may have been logged on a machine with other line ends', () => {
  const run = readOriginalLog(times.replaceAll('\n', '\r\n'), name, name);
  expect(run.phases).toEqual({ first: 0.2, parallel: 32.281, second: 2.233 });
});

test.each([
  ['a run that has failed', `${times.split('\n')[0]}\nssh: connect to host pi31\n`],
  ['an empty log', ''],
  ['earlier times, before other lines', `${times}a\nb\nc\n`],
  ['times that are none', times.replace('2.233', '-')],
])('%s is refused', (_, text) => {
  expect(() => readOriginalLog(text, name, name)).toThrow('the run did not finish');
});

test.each(['log.txt', '0x768_2_Nodes_2015.txt', '1024x768_2_Nodes_2015', '1024x768_0_Nodes_2015.txt'])(
  'the name %s is refused',
  (other) => {
    expect(isOriginalLogName(other)).toBe(false);
    expect(() => readOriginalLog(times, other, other)).toThrow('WIDTHxHEIGHT_N_Nodes_DATE.txt');
  },
);

test('a log is known by what the master prints', () => {
  expect(isOriginalLog(times)).toBe(true);
  expect(isOriginalLog('/glusterfs/povray/lockfile has been created.\n')).toBe(true);
  expect(isOriginalLog('{"band":"1-9"}\n')).toBe(false);
});
