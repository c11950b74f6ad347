import type { Cut } from './cut.ts';
import { splitEvenly } from './split-evenly.ts';

/** The ways to cut, by name. */
export const cuts = { even: splitEvenly } satisfies Record<string, Cut>;

export type CutName = keyof typeof cuts;

export const defaultCut: CutName = 'even';
