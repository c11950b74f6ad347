import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { freeMemory } from './free-memory.ts';
import { processorsOfProcess } from './processors.ts';

/** What decides how much of a machine a renderer may take. */
export interface Machine {
  /** Number of processors that a process can have; a fraction if its cgroup gives it a part of one. */
  readonly capacity: number;
  /** How many a process can have: if its cgroup gives it a part of one, that counts as one. */
  readonly processors: number;
  /** Whether there are more. Then a renderer that is told nothing starts too many threads, and more of its blocks are unfinished when it is ended. */
  readonly isLimited: boolean;
  /** Bytes of memory that a process could have; null = not known. */
  readonly freeMemory: number | null;
  /** Whether the kernel gives huge pages to a program that asks for them. */
  readonly hasHugePages: boolean;
}

/** This machine, for this process. */
export function machineHere(): Machine {
  const capacity = processorsOfProcess();
  const processors = Math.max(1, Math.ceil(capacity));
  return {
    capacity,
    processors,
    isLimited: processors < availableParallelism(),
    get freeMemory() {
      return freeMemory();
    },
    get hasHugePages() {
      return givesHugePages(hugePageModes());
    },
  };
}

/** @param modes what the kernel says of them: `always [madvise] never` */
export function givesHugePages(modes: string): boolean {
  return /\[(madvise|always)\]/.test(modes);
}

/** Empty = it cannot be read. */
function hugePageModes(): string {
  try {
    return readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8');
  } catch {
    return '';
  }
}
