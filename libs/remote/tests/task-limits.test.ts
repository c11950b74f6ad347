import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { keepTasksFree } from '../src/keep-tasks-free.ts';
import { cgroupLimits, countTasks, tasksOfMachine } from '../src/task-limits.ts';

test('version 2 of control groups: the limits of the group and of those above it', () => {
  const root = systemWith({
    'proc/self/cgroup': '0::/user.slice/job\n',
    'sys/fs/cgroup/user.slice/pids.max': '100\n',
    'sys/fs/cgroup/user.slice/pids.current': '70\n',
    'sys/fs/cgroup/user.slice/job/pids.max': 'max\n',
    'sys/fs/cgroup/user.slice/job/pids.current': '12\n',
  });
  expect(cgroupLimits(root)).toEqual([{ most: 100, tasks: 70 }]);
});

test("version 1, in a container that sees its own group as the root, under the machine's path", () => {
  const root = systemWith({
    'proc/self/cgroup': '9:name=systemd:/docker/f00\n8:pids:/docker/f00\n2:cpu,cpuacct:/docker/f00\n0::/\n',
    'sys/fs/cgroup/pids/pids.max': '64\n',
    'sys/fs/cgroup/pids/pids.current': '3\n',
  });
  expect(cgroupLimits(root)).toEqual([{ most: 64, tasks: 3 }]);
});

test('a system without control groups has no limits', () => {
  expect(cgroupLimits(temporaryFolder())).toEqual([]);
});

test('counts the tasks of this user, and those of this process and its children', () => {
  const { ofUser, ofChildren } = countTasks();
  expect(ofUser).toBeGreaterThan(ofChildren);
  expect(tasksOfMachine()).toBeGreaterThan(1);
});

test('where there is room, a child can be started', () => {
  expect(() => keepTasksFree(1, 0)).not.toThrow();
});

function systemWith(files: Record<string, string>): string {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return root;
}
