import { execa, type Options } from 'execa';
import { resolve } from 'node:path';

export const tools = resolve(import.meta.dirname, '../..');

/** A PATH that finds Debian's programs first. */
export const debianPath = `/usr/bin:/bin:/usr/sbin:/sbin:${process.env.PATH}`;

/** Runs `tools/cluster`. Does not throw if it fails. */
export function runCluster(...args: string[]) {
  return run(`${tools}/cluster`, args);
}

/** Runs a program without a terminal or stdin; stdout and stderr are text. Does not throw if it fails. */
export function run(file: string, args: string[], options: Options = {}) {
  return execa(file, args, {
    ...options,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    encoding: 'utf8',
    reject: false,
    lines: false,
  });
}

/** Runs `tools/cluster`, and returns its `name<TAB>value` lines. @throws if it fails */
export async function clusterPlaces(...args: string[]): Promise<Record<string, string>> {
  const { exitCode, stdout, stderr } = await runCluster(...args);
  if (exitCode !== 0) throw new Error(`tools/cluster ${args.join(' ')}: exit ${exitCode}: ${stderr}`);
  return placesOf(stdout);
}

// Clusters of other tests are never removed.
const own = ['--owner', String(process.pid)];

/** Creates a cluster for this test process, once no other test has one. */
export function upForTest(...args: string[]): Promise<Record<string, string>> {
  return clusterPlaces('up', ...args, '--wait', '600', ...own);
}

/** Removes the cluster of this test process, if there is one. */
export function downForTest() {
  return runCluster('down', ...own);
}

/** For tests and hooks that may wait for the clusters of other tests. */
export const patient = { timeout: 660_000 };

export function placesOf(stdout: string): Record<string, string> {
  return Object.fromEntries(
    stdout.split('\n').map((line) => {
      const [name = '', ...value] = line.split('\t');
      return [name, value.join('\t')];
    }),
  );
}
