import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleProgram } from './bundle-program.ts';

it('crops images of any size in less than 100 MiB', async () => {
  const program = await bundleProgram(join(import.meta.dirname, 'crop-much.ts'));
  const kibibytes = Number(execFileSync(process.execPath, [program, '150'], { encoding: 'utf8' }));
  expect(kibibytes).toBeLessThan(100 * 1024);
});
