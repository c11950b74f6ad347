import type { Cut } from './cut.ts';
import { splitByCost } from './split-by-cost.ts';
import { splitEvenly } from './split-evenly.ts';

/** The ways to cut, by name. */
export const cuts = { even: splitEvenly, cost: splitByCost } satisfies Record<string, Cut>;

export type CutName = keyof typeof cuts;
