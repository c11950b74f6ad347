import { ownGroups, textOf } from './own-groups.ts';

/** Bytes of memory that this process could have; null = not known. Its cgroup and `ulimit -v` count. */
export function freeMemory(): number | null {
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(textOf('/proc/meminfo'))?.[1];
  if (available === undefined) return null;
  const address = /^Max address space\s+(\d+)/m.exec(textOf('/proc/self/limits'))?.[1];
  return Math.min(Number(available) * 1_024, Number(address ?? Infinity), freeInGroups());
}

/** What all cgroups of this process leave. */
function freeInGroups(): number {
  let free = Infinity;
  for (const folder of ownGroups()) {
    const limit = /^\d+/.exec(textOf(`${folder}/memory.max`))?.[0];
    if (limit === undefined) continue;
    free = Math.min(free, Number(limit) - Number(textOf(`${folder}/memory.current`)));
  }
  return free;
}
