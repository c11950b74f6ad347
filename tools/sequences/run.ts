import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printMarkdown } from '../bench/cluster/table.mjs';
import { Pictures } from './pictures.ts';
import { type Outcome, runSequence } from './run-sequence.ts';
import { randomSequence } from './sequence.ts';
import { removeWhenStopped } from './remove-when-stopped.ts';
import { settings } from './settings.ts';
import { splitEverywhere } from './split-everywhere.ts';
import { Tally } from './tally.ts';

// A program: run COUNT SEED LANES
const [count, seed, lanes] = process.argv.slice(2).map(Number) as [number, number, number];
const place = await mkdtemp(join(tmpdir(), 'td-sequences-'));
// Printed at once, because the first table takes minutes.
say(
  `a split at every row of blocks, in ${settings.length} settings; then ${count} random sequences, in ${place}`,
);
let isFaulty = false;
removeWhenStopped(place, () => !isFaulty);
const pictures = await Pictures.in(place);

const everywhere = new Tally(settings);
await inLanes(settings, async (setting) => {
  const name = `everywhere-${settings.indexOf(setting)}`;
  for (const outcome of await splitEverywhere(setting, pictures, join(place, name))) {
    everywhere.add(setting, outcome);
    report(name, outcome);
  }
  say(`${setting.name}: split at every row of blocks`);
});
printMarkdown('A split at every row of blocks', everywhere.rows);

const random = new Tally(settings);
let done = 0;
const seeds = Array.from({ length: count }, (_, i) => seed + i);
await inLanes(seeds, async (each) => {
  const sequence = randomSequence(each);
  const outcome = await runSequence(sequence, pictures, join(place, `seed-${each}`));
  random.add(sequence.setting, outcome);
  report(`--seed ${each} --count 1`, outcome);
  done += 1;
  if (done % 10 === 0) say(`${done} of ${count}`);
});
printMarkdown(`Random sequences of splits, kills and resumes, --seed ${seed}`, random.rows);

process.exitCode = isFaulty ? 1 : 0;
if (!isFaulty) await rm(place, { recursive: true });

/** Several at the same time, because they mostly wait. */
async function inLanes<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  const lane = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function report(name: string, { pixels, problem }: Outcome): void {
  if (pixels === 0 && problem === null) return;
  isFaulty = true;
  say(`${name}: ${problem ?? `${pixels} pixels differ`}; see ${place}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
