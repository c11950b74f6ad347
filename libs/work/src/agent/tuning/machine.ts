import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { freeMemory } from './free-memory.ts';

/** What decides how much of a machine a renderer may take. */
export interface Machine {
  readonly processors: number;
  /** Bytes of memory that a process could have; null = not known. */
  readonly freeMemory: number | null;
  /** Whether the kernel gives huge pages to a program that asks for them. */
  readonly hasHugePages: boolean;
}

/** This machine, for this process. */
export function machineHere(): Machine {
  return {
    processors: availableParallelism(),
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
