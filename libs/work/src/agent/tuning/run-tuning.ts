import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { RunChoices } from '@task-distributor/render';
import { freeMemory } from './free-memory.ts';

interface TunedImage {
  readonly width: number;
  readonly height: number;
}

/**
 * What a renderer may take of this machine, if it renders several bands at the same time. By itself, it keeps a large image in a
 * file, which costs seconds: it is told to keep the image in memory, if it fits twice into half of what is free, and then in
 * huge pages, where the kernel gives them.
 */
export function tunedRun(image: TunedImage, slots: number, env: NodeJS.ProcessEnv): RunChoices {
  const megabytes = Math.ceil((bytesPerPixel * image.width * image.height) / 2 ** 20);
  const isLarge = megabytes > inMemoryAnyway;
  return {
    given: null,
    threads: slots > 1 ? Math.max(1, Math.floor(availableParallelism() / slots)) : null,
    imageMegabytes: isLarge && fits(megabytes, slots) ? megabytes : null,
    env: isLarge && env['GLIBC_TUNABLES'] === undefined && hasHugePages() ? hugePages : {},
  };
}

function fits(megabytes: number, slots: number): boolean {
  const share = (freeMemory() ?? 0) / 2 ** 20 / 2 / slots;
  return 2 * megabytes <= share;
}

function hasHugePages(): boolean {
  try {
    const modes = readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8');
    return /\[(madvise|always)\]/.test(modes);
  } catch {
    return false;
  }
}

/** Five floats. */
const bytesPerPixel = 20;
/** Megabytes that a renderer keeps in memory without being told. */
const inMemoryAnyway = 128;
const hugePages = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };
