import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const top = '/sys/fs/cgroup';
const isUnified = existsSync(join(top, 'cgroup.controllers'));
const limits = ['', 'cpu', 'cpu,cpuacct'].map((name) => join(top, name, 'td-cluster'));

/**
 * Gives the hosts of the test cluster shares of a processor, and measures what they use.
 * @param {string[]} hosts names
 * @param {number[]} percents one for each
 * @returns {{ usedSeconds(): number, close(): Promise<void> }} seconds that all hosts together have used; close once they are down
 */
export function openHostGroups(hosts, percents) {
  hosts.forEach((host, i) => limit(limitOf(host), percents[i]));
  const groups = isUnified ? hosts.map(limitOf) : hosts.map(countingGroup);
  return {
    usedSeconds: () => groups.reduce((sum, group) => sum + usedBy(group), 0),
    close: async () => {
      if (!isUnified) for (const group of groups) await remove(group);
    },
  };
}

function limitOf(host) {
  const folder = limits.map((each) => join(each, host)).find((each) => existsSync(each));
  if (folder === undefined) throw new Error(`Expected a control group of ${host} below ${limits}, got none`);
  return folder;
}

function limit(group, percent) {
  const quota = percent * 1_000;
  if (isUnified) writeFileSync(join(group, 'cpu.max'), `${quota} 100000`);
  else writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quota));
}

/** With cgroup v1, the group that limits does not count. @returns a group with the same processes that does */
function countingGroup(host) {
  const folder = join(top, 'cpuacct', `td-bench-${host}`);
  mkdirSync(folder, { recursive: true });
  const processes = readFileSync(join(limitOf(host), 'cgroup.procs'), 'utf8')
    .trim()
    .split('\n');
  for (const pid of processes) writeFileSync(join(folder, 'cgroup.procs'), pid);
  return folder;
}

/** It can be removed only a moment after its last process has ended. */
async function remove(group) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmdirSync(group);
      return;
    } catch (error) {
      if (error.code !== 'EBUSY' || attempt === 50) throw error;
      await sleep(100);
    }
  }
}

function usedBy(group) {
  if (!isUnified) return Number(readFileSync(join(group, 'cpuacct.usage'), 'utf8')) / 1e9;
  return Number(readFileSync(join(group, 'cpu.stat'), 'utf8').match(/^usage_usec (\d+)/m)[1]) / 1e6;
}
