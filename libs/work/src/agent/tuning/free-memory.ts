import { readFileSync } from 'node:fs';

/** Bytes of memory that this process could have; null = not known. Its cgroup and `ulimit -v` count. */
export function freeMemory(): number | null {
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(textOf('/proc/meminfo'))?.[1];
  if (available === undefined) return null;
  const address = /^Max address space\s+(\d+)/m.exec(textOf('/proc/self/limits'))?.[1];
  return Math.min(Number(available) * 1_024, Number(address ?? Infinity), freeInGroups());
}

/** What all cgroups of this process leave, from its own up to the root. Source: cgroups(7). */
function freeInGroups(): number {
  const path = /^0::(.*)$/m.exec(textOf('/proc/self/cgroup'))?.[1] ?? '/';
  const names = path.split('/').filter((name) => name !== '');
  let free = Infinity;
  for (let depth = names.length; depth >= 0; depth -= 1) {
    const folder = ['/sys/fs/cgroup', ...names.slice(0, depth)].join('/');
    const limit = /^\d+/.exec(textOf(`${folder}/memory.max`))?.[0];
    if (limit === undefined) continue;
    free = Math.min(free, Number(limit) - Number(textOf(`${folder}/memory.current`)));
  }
  return free;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
