import { basename, join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { build } from 'esbuild';

/** Bundles a program, so that its memory and open files are its own. @returns the path of the bundle, for Node.js */
export async function bundleProgram(source: string): Promise<string> {
  const outfile = join(temporaryFolder(), `${basename(source, '.ts')}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    external: ['sharp'],
  });
  return outfile;
}
