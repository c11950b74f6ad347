import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedHost, Worker } from '@task-distributor/remote';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import type { DispatchPlan } from '../../src/plans.ts';
import { splitsOf } from '../../src/job/splits-of.ts';

async function splits(text: string, options: readonly string[], traits: Partial<Worker> = {}) {
  const scene = join(temporaryFolder(), 'a.pov');
  await writeFile(scene, text);
  const image = { scene, width: 400, height: 300, options };
  const worker = { canBeCutShort: true, help: () => Promise.reject(new Error('not here')), ...traits };
  const plan = { image, hosts: { listed: [] as readonly ListedHost[] }, split: true };
  return splitsOf(plan as DispatchPlan, worker as Worker, Promise.resolve(null));
}

test.each([
  [[], { blockRows: 32, blockColumns: 13, grid: 1 }],
  [['+A0.3'], { blockRows: 32, blockColumns: 13, grid: 32 }],
  [['+A0.3', '+BS8'], { blockRows: 8, blockColumns: 50, grid: 8 }],
])('blocks with %j', async (options, layout) => {
  expect(await splits('sphere { 0, 1 }', options)).toMatchObject({ layout });
});

test('a worker that cannot help has its rows of blocks to itself', async () => {
  expect(await splits('sphere { 0, 1 }', [], { help: null })).toMatchObject({ layout: { blockColumns: 1 } });
});

test('bands of a scene with radiosity are neither cut short nor shared', async () => {
  expect(await splits('global_settings { radiosity { count 5 } }', [])).toBeNull();
});
