import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const source = join(import.meta.dirname, 'fixtures');
let bundles = '';

/** Child processes do not run TypeScript: the programs in fixtures/ are bundled once per test file. */
export function bundleFixtures(): void {
  beforeAll(async () => {
    bundles = mkdtempSync(join(tmpdir(), 'td-cli-fixtures-'));
    await build({
      entryPoints: readdirSync(source).map((name) => join(source, name)),
      outdir: bundles,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
    });
  });
  afterAll(() => {
    rmSync(bundles, { recursive: true, force: true });
  });
}

/** The path of a bundled program. */
export function fixturePath(name: string): string {
  return join(bundles, `${name}.cjs`);
}
