import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A limit on tasks, as Linux calls processes and threads together. */
export interface TaskLimit {
  readonly most: number;
  /** How many there are. */
  readonly tasks: number;
}

export interface TaskCount {
  /** Tasks of this user. */
  readonly ofUser: number;
  /** Tasks of the processes that this process has started, and of those that they have started. */
  readonly ofChildren: number;
}

/** The limits of the control groups that this process is in (pids.max, versions 1 and 2). @param root for tests */
export function cgroupLimits(root = '/'): TaskLimit[] {
  const lines = read(join(root, 'proc/self/cgroup')).split('\n');
  return lines.flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) return [];
    if (controllers === '') return limitsAbove(join(root, 'sys/fs/cgroup'), path);
    return controllers!.split(',').includes('pids')
      ? limitsAbove(join(root, 'sys/fs/cgroup/pids'), path)
      : [];
  });
}

/** The user's limit (ulimit -u); null = none, as for root. */
export function userLimit(): number | null {
  if (process.getuid?.() === 0) return null;
  const most = /^Max processes +(\d+)/m.exec(read('/proc/self/limits'))?.[1];
  return most === undefined ? null : Number(most);
}

/** Number of tasks of all users. Quick, unlike `countTasks`. */
export function tasksOfMachine(): number {
  return Number(/\/(\d+) /.exec(read('/proc/loadavg'))?.[1] ?? Infinity);
}

/** Reads the state of every process. */
export function countTasks(): TaskCount {
  const uid = process.getuid?.();
  const processes = new Map<number, { parent: number; tasks: number }>();
  let ofUser = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = read(`/proc/${name}/status`);
    const field = (key: string): number =>
      Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const tasks = field('Threads');
    processes.set(Number(name), { parent: field('PPid'), tasks });
    if (field('Uid') === uid) ofUser += tasks;
  }
  const isOurs = (pid: number): boolean => {
    const parent = processes.get(pid)?.parent ?? 0;
    return parent === process.pid || (parent > 1 && isOurs(parent));
  };
  let ofChildren = 0;
  for (const [pid, { tasks }] of processes) if (isOurs(pid)) ofChildren += tasks;
  return { ofUser, ofChildren };
}

function limitsAbove(root: string, path: string): TaskLimit[] {
  const limits: TaskLimit[] = [];
  for (let at = path; ; at = dirname(at)) {
    const most = read(join(root, at, 'pids.max')).trim();
    const tasks = Number(read(join(root, at, 'pids.current')));
    if (/^\d+$/.test(most)) limits.push({ most: Number(most), tasks });
    if (at === '/') return limits;
  }
}

/** Empty = it cannot be read, such as on systems other than Linux. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
