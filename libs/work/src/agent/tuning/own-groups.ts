import { readFileSync } from 'node:fs';

/** The folders of the control groups that this process is in, from its own up to the root. Source: cgroups(7). */
export function ownGroups(): string[] {
  const path = /^0::(.*)$/m.exec(textOf('/proc/self/cgroup'))?.[1] ?? '/';
  const names = path.split('/').filter((name) => name !== '');
  return Array.from({ length: names.length + 1 }, (_, i) =>
    ['/sys/fs/cgroup', ...names.slice(0, names.length - i)].join('/'),
  );
}

/** Empty = it cannot be read. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
