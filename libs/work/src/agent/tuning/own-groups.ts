import { readFileSync } from 'node:fs';

/** The folders of the control groups that this process is in, from its own up to the root. Source: cgroups(7). */
export function ownGroups(): string[] {
  return upToRoot('/sys/fs/cgroup', /^0::(.*)$/m.exec(textOf('/proc/self/cgroup'))?.[1] ?? '/');
}

/** The same of the processor's groups in version 1. */
export function ownProcessorGroups(): string[] {
  const [, controllers, path] = /^\d+:((?:\w+,)*cpu(?:,\w+)*):(.*)$/m.exec(textOf('/proc/self/cgroup')) ?? [];
  return path === undefined ? [] : upToRoot(`/sys/fs/cgroup/${controllers}`, path);
}

function upToRoot(root: string, path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return Array.from({ length: names.length + 1 }, (_, i) =>
    [root, ...names.slice(0, names.length - i)].join('/'),
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
