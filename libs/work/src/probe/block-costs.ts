import type { Strip } from '@task-distributor/band';
import { type ClockTime, isCpuTime, secondsBetween } from './cpu-clock.ts';
import { type ProbedBlock, stripsOf } from './strips-of-blocks.ts';

/** When it was seen for the first time that so many blocks were finished; 0 = that the scene was parsed. */
export interface Sample {
  readonly at: ClockTime;
  readonly blocks: number;
}

/** What a run took before its first block, and for each row of blocks. */
export interface RunCosts {
  /** Parsing, photons, radiosity's first pass: what every launch takes again. */
  readonly startSeconds: number;
  /** Rows of the small image, counted from 1, with the seconds that they took. */
  readonly strips: readonly Strip[];
  /** The largest share of the seconds that came between two looks: 1 = which rows take long is not known. */
  readonly coarseness: number;
}

/**
 * @param samples with increasing numbers of blocks, the first one with 0
 * @param blocks the blocks in the order in which they were finished, with their rows and columns counted from 0
 * @param reported the renderer's own processor time for all blocks; null = not known
 */
export function runCosts(
  samples: readonly Sample[],
  blocks: readonly ProbedBlock[],
  reported: number | null = null,
): RunCosts {
  const seconds = secondsOfBlocks(samples);
  const before = secondsBetween({ wall: 0, cpu: 0 }, samples[0]!.at, samples.at(-1)!.at);
  const surplus = surplusOfFirst(seconds, blocks);
  if (surplus > 0) seconds[0]! -= surplus;
  if (reported !== null) adjust(seconds, samples, reported);
  return {
    coarseness: coarsenessOf(samples, seconds),
    startSeconds: before + surplus,
    strips: withoutNoise(stripsOf(blocks, seconds), samples.length),
  };
}

function coarsenessOf(samples: readonly Sample[], seconds: readonly number[]): number {
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const spans = samples.slice(1).map(({ blocks }, i) => sum(seconds.slice(samples[i]!.blocks, blocks)));
  return Math.max(0, ...spans) / Math.max(sum(seconds), Number.MIN_VALUE);
}

/** Blocks that were seen at the same time share the seconds since those before them. */
function secondsOfBlocks(samples: readonly Sample[]): number[] {
  const whole = samples.at(-1)!.at;
  return samples.slice(1).flatMap(({ at, blocks }, i) => {
    const before = samples[i]!;
    const fresh = blocks - before.blocks;
    if (fresh === 0) return [];
    const seconds = secondsBetween(before.at, at, whole);
    return Array.from({ length: fresh }, () => seconds / fresh);
  });
}

/**
 * Brings the sum to what the renderer has reported. The time of a thread that has ended can no longer be read: what is missing belongs
 * to the blocks that were seen last. If times of the clock were taken, only their proportions count.
 */
function adjust(seconds: number[], samples: readonly Sample[], reported: number): void {
  const sum = seconds.reduce((all, value) => all + value, 0);
  if (!isCpuTime(samples.at(-1)!.at)) {
    seconds.forEach(
      (value, i) => (seconds[i] = sum > 0 ? (value * reported) / sum : reported / seconds.length),
    );
    return;
  }
  const fresh = seconds.length - samples.findLast(({ blocks }) => blocks < seconds.length)!.blocks;
  const missing = Math.max(0, reported - sum) / fresh;
  for (let i = seconds.length - fresh; i < seconds.length; i++) seconds[i]! += missing;
}

/**
 * Evens out what is too short to be measured.
 * @param looks how often the file was seen to grow: on a busy machine, seldom
 */
function withoutNoise(strips: readonly Strip[], looks: number): Strip[] {
  const total = strips.reduce((sum, { seconds }) => sum + seconds, 0);
  const kept = total / (total + Math.max(noiseSeconds, total / looks));
  return strips.map((strip) => ({
    ...strip,
    seconds: kept * strip.seconds + ((1 - kept) * total) / strips.length,
  }));
}

/**
 * What the first block took more than those beside it, if that is a lot: photons and the first pass of radiosity come after
 * the parser and before the first block.
 */
function surplusOfFirst(seconds: readonly number[], blocks: readonly { readonly top: number }[]): number {
  const beside = seconds.filter((_, i) => i > 0 && blocks[i]?.top === blocks[0]?.top).sort((a, b) => a - b);
  const middle = beside[Math.floor(beside.length / 2)];
  if (middle === undefined || seconds[0]! <= 4 * middle) return 0;
  return seconds[0]! - middle;
}

/** By how much the times of blocks may be wrong: they are recorded by another thread, and seen by another process. */
export const noiseSeconds = 0.02;
