import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownGroups, ownProcessorGroups } from '../../../src/agent/tuning/own-groups.ts';

const top = '/sys/fs/cgroup';
const isUnified = existsSync(join(top, 'cgroup.controllers'));
const root = [top, `${top}/cpu`, `${top}/cpu,cpuacct`].find((folder) =>
  existsSync(join(folder, 'cgroup.procs')),
);

/** Whether this process may limit its own processors. */
export const canLimit = mayLimit();

/** Does the work in a control group that gives it this share of a processor. */
export async function withinLimit<Result>(share: number, work: () => Promise<Result>): Promise<Result> {
  const folder = join(root!, `td-test-${process.pid}`);
  const [before = root!] = isUnified ? ownGroups() : ownProcessorGroups();
  mkdirSync(folder);
  try {
    limit(folder, share * period);
    enter(folder);
    return await work();
  } finally {
    enter(before);
    rmdirSync(folder);
  }
}

function limit(folder: string, quota: number): void {
  if (isUnified) return writeFileSync(join(folder, 'cpu.max'), `${quota} ${period}`);
  writeFileSync(join(folder, 'cpu.cfs_period_us'), String(period));
  writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quota));
}

function enter(folder: string): void {
  writeFileSync(join(folder, 'cgroup.procs'), String(process.pid));
}

function mayLimit(): boolean {
  if (root === undefined) return false;
  const folder = join(root, `td-test-may-${process.pid}`);
  try {
    mkdirSync(folder);
    const hasLimit = existsSync(join(folder, isUnified ? 'cpu.max' : 'cpu.cfs_quota_us'));
    rmdirSync(folder);
    return hasLimit;
  } catch {
    return false;
  }
}

const period = 100_000;
