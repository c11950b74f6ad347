import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeAll, expect, test } from 'vitest';
import { Pictures } from '../../sequences/pictures.ts';
import { runSequence } from '../../sequences/run-sequence.ts';
import { randomSequence, type Step } from '../../sequences/sequence.ts';
import { settings } from '../../sequences/settings.ts';
import { splitEverywhere } from '../../sequences/split-everywhere.ts';

const place = temporaryFolder();
let pictures: Pictures;
const undisturbed = { attempts: [], end: null };
/** On an idle machine, all of these together take some fifteen seconds. */
const longestMs = 300_000;

beforeAll(async () => {
  pictures = await Pictures.in(place);
});

test.concurrent(
  'an image that is split at every row of blocks has the pixels of the uncut one',
  async () => {
    const setting = settings.find(({ name }) => name === 'alpha, blocks of 16')!;
    const outcomes = await splitEverywhere(setting, pictures, join(place, 'everywhere'));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ pixels: 0, problem: null });
  },
  longestMs,
);

test.concurrent(
  'after Ctrl-C, both sides of a split go on where they were',
  async () => {
    const step = (kind: Step['kind']): Step => ({ kind, afterMs: 0, at: 0.2 });
    const attempts = [[step('held-cut'), step('hold')], [step('hold')]];
    const end = { by: 'SIGINT', afterMs: 0, held: 2, settles: true } as const;
    const job = {
      setting: settings[1]!,
      schedule: 'even',
      bands: 1,
      hosts: 2,
      keepState: false,
      knowsTransfer: true,
    };
    const sequence = { ...job, rounds: [{ attempts, end }, undisturbed] };
    const outcome = await runSequence(sequence, pictures, join(place, 'interrupted'));
    expect(outcome).toMatchObject({ pixels: 0, problem: null, runs: 2, continued: 2, statesLeft: 0 });
  },
  longestMs,
);

// Many more: npm run sequences.
test.concurrent.each([1, 7, 9])(
  'random splits, kills and resumes leave the pixels as they are: seed %i',
  async (seed) => {
    const outcome = await runSequence(randomSequence(seed), pictures, join(place, `seed-${seed}`));
    expect(outcome).toMatchObject({ pixels: 0, problem: null });
  },
  longestMs,
);
