import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('crops images of any size in less than 100 MiB', async () => {
  const program = join(temporaryFolder(), 'crop-much.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'crop-much.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['sharp'],
  });
  const kibibytes = Number(execFileSync(process.execPath, [program, '150'], { encoding: 'utf8' }));
  expect(kibibytes).toBeLessThan(100 * 1024);
});
