import type { RunChoices } from '@task-distributor/render';
import { type Machine, machineHere } from './machine.ts';

interface TunedImage {
  readonly width: number;
  readonly height: number;
  /** Whether the renderer has to write it. Asked only for a large one. */
  isWritten(): boolean;
}

/**
 * What a renderer may take of a machine, if it renders several bands at the same time. By itself, it keeps a large image in a
 * file, of which it touches only what it renders. Writing the whole image from this file costs seconds. So a renderer that has to
 * write it is told to keep it in memory, if it fits twice into half of what is free, and then in huge pages, where the kernel gives them.
 * @param slots bands that are rendered at the same time @param env of the renderer
 */
export function tunedRun(
  image: TunedImage,
  slots: number,
  env: NodeJS.ProcessEnv,
  machine: Machine = machineHere(),
): RunChoices {
  const megabytes = Math.ceil((bytesPerPixel * image.width * image.height) / 2 ** 20);
  const isLarge = megabytes > inMemoryAnyway && image.isWritten();
  return {
    given: null,
    threads: slots > 1 || machine.isLimited ? Math.max(1, Math.floor(machine.processors / slots)) : null,
    imageMegabytes: isLarge && fits(megabytes, slots, machine) ? megabytes : null,
    env: isLarge && env['GLIBC_TUNABLES'] === undefined && machine.hasHugePages ? hugePages : {},
  };
}

function fits(megabytes: number, slots: number, { freeMemory }: Machine): boolean {
  const share = (freeMemory ?? 0) / 2 ** 20 / 2 / slots;
  return 2 * megabytes <= share;
}

/** Five floats. */
const bytesPerPixel = 20;
/** Megabytes that a renderer keeps in memory without being told. */
const inMemoryAnyway = 128;
const hugePages = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };
