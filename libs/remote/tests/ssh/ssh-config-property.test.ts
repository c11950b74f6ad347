import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { limitConcurrency } from '@task-distributor/band';
import { temporaryFolder } from '@task-distributor/testing';
import { type AnySshConfig, anySshConfig } from './any-ssh-config.ts';
import { type Comparison, compareWithSsh } from './any/compare-with-ssh.ts';
import { simplify } from './any/simplify.ts';
import { type SshWorld, startSshWorld } from './any/start-ssh-world.ts';

const runs = Number(process.env['TD_CASES'] ?? 60);
// The same files each time, so that a change of the code alone can make it fail. Other seeds are for hunting.
const seed = Number(process.env['TD_SEED'] ?? 41);
/** Cases that run at the same time. They mostly wait. */
const lanes = 4;
/** Simplifying one takes about a minute. */
const mostSimplified = 4;
const folder = temporaryFolder();
let world: SshWorld;

beforeAll(async () => {
  world = await startSshWorld(folder);
  for (const [name, value] of Object.entries(world.env)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

test(`${runs} random files of ssh_config: --via auto connects exactly where ssh does (TD_SEED=${seed})`, async () => {
  const limit = limitConcurrency(lanes);
  const configs = fc.sample(anySshConfig, { numRuns: runs, seed });
  const compared = await Promise.all(
    configs.map((config) => limit(async () => ({ config, ...(await compareWithSsh(world, config)) }))),
  );
  // Those first that ssh refuses.
  const different = compared
    .filter(({ difference }) => difference !== null)
    .sort((a, b) => Number(a.byAuto.end !== 'connected') - Number(b.byAuto.end !== 'connected'));
  const shown = different
    .slice(0, mostSimplified)
    .map(({ config, difference }) => limit(() => showSimplest(config, difference!)));
  expect(await Promise.all(shown), `${different.length} differ, TD_SEED=${seed}`).toEqual([]);
  // Otherwise it was always the same, or ssh was too slow to compare with.
  const count = (end: string): number => compared.filter(({ bySsh }) => bySsh.end === end).length;
  expect(count('connected')).toBeGreaterThan(runs / 6);
  expect(count('refused')).toBeGreaterThan(runs / 6);
  expect(count('late')).toBeLessThan(runs / 6);
}, 900_000);

async function showSimplest(config: AnySshConfig, difference: string): Promise<string> {
  const simplest = await simplify(config, async (simpler) => {
    return (await compareWithSsh(world, simpler)).difference === difference;
  });
  return show(simplest, await compareWithSsh(world, simplest));
}

function show({ host, files }: AnySshConfig, { difference, bySsh, byAuto }: Comparison): string {
  const texts = Object.entries(files).filter(([, text]) => text !== '');
  const attempts = Object.entries({ ssh: bySsh, auto: byAuto });
  return [
    `${difference}`,
    `host ${host}`,
    ...texts.map(([name, text]) => `--- ${name}\n${text}`),
    ...attempts.map(
      ([name, { end, words, added }]) => `=== ${name}: ${[end, words, ...added].join('\n    ')}`,
    ),
  ].join('\n');
}
