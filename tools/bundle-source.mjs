import { build } from 'esbuild';

/**
 * Bundles a TypeScript file into one that Node runs: Node 20 reads no TypeScript. Packages with compiled code are not bundled.
 * @param {string} source path of the file
 * @param {string} outfile path of the bundle, in a folder from which Node finds those packages
 */
export async function bundleSource(source, outfile) {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['sharp', 'ssh2'],
    logLevel: 'error',
  });
  return outfile;
}
