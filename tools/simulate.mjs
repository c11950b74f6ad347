// Compares schedules on a virtual clock: even bands, factoring, Plachetka's chunks, and ours, which is the code of td-dispatch.
// What rows cost was recorded from POV-Ray's example scenes (tools/simulate/record.mjs). Prints Markdown tables of the time
// by the lower bound, and writes plots.
//
//   npm run simulate [-- --only hosts,length,launch,kinds,decisions] [--plots docs/images]
//
// Needs no build. Takes about three minutes, most of them for thousands of hosts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleSource } from './bundle-source.mjs';

const names = ['hosts', 'length', 'launch', 'kinds', 'decisions'];
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: names.join() },
    plots: { type: 'string', default: join(import.meta.dirname, '../docs/images') },
  },
});
const parts = values.only.split(',');
const unknown = parts.find((part) => !names.includes(part));
if (unknown !== undefined) throw new Error(`--only: Expected some of ${names}, got ${unknown}`);

// In the tree, so that Node finds the packages that are not bundled.
const folder = mkdtempSync(join(import.meta.dirname, '.simulate-'));
try {
  const program = await bundleSource(join(import.meta.dirname, 'simulate/run.ts'), join(folder, 'run.mjs'));
  const words = [program, join(import.meta.dirname, 'simulate/maps'), values.plots, ...parts];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
