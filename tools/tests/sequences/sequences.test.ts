import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { beforeAll, expect, test } from 'vitest';
import { Pictures } from '../../sequences/pictures.ts';
import { runSequence } from '../../sequences/run-sequence.ts';
import { randomSequence } from '../../sequences/sequence.ts';
import { settings } from '../../sequences/settings.ts';
import { splitEverywhere } from '../../sequences/split-everywhere.ts';

const place = temporaryFolder();
let pictures: Pictures;

beforeAll(async () => {
  pictures = await Pictures.in(place);
});

test.concurrent('an image that is split at every row of blocks has the pixels of the uncut one', async () => {
  const setting = settings.find(({ name }) => name === 'alpha, blocks of 16')!;
  const outcomes = await splitEverywhere(setting, pictures, join(place, 'everywhere'));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ pixels: 0, problem: null });
});

// Many more: npm run sequences.
test.concurrent.each([1, 7])(
  'random splits, kills and resumes leave the pixels as they are: seed %i',
  async (seed) => {
    const outcome = await runSequence(randomSequence(seed), pictures, join(place, `seed-${seed}`));
    expect(outcome).toMatchObject({ pixels: 0, problem: null });
  },
);
