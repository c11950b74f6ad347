import { execa, type Options } from 'execa';
import { resolve } from 'node:path';

export const tools = resolve(import.meta.dirname, '../..');

/** Debian's own programs before anything installed beside them. */
export const debianPath = `/usr/bin:/bin:/usr/sbin:/sbin:${process.env.PATH}`;

/** Runs `tools/cluster`; a failure is an ordinary result. */
export function runCluster(...args: string[]) {
  return run(`${tools}/cluster`, args);
}

/** Without a terminal or stdin; stdout and stderr as text, a failure is an ordinary result. */
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

/** Runs `tools/cluster`, which must succeed: its lines `name<TAB>value`. */
export async function clusterPlaces(...args: string[]): Promise<Record<string, string>> {
  const { exitCode, stdout, stderr } = await runCluster(...args);
  if (exitCode !== 0) throw new Error(`tools/cluster ${args.join(' ')}: exit ${exitCode}: ${stderr}`);
  return placesOf(stdout);
}

// Clusters of other tests are waited for, and never taken down.
const own = ['--owner', String(process.pid)];

/** A cluster for this test process, as soon as no other test has one. */
export function upForTest(...args: string[]): Promise<Record<string, string>> {
  return clusterPlaces('up', ...args, '--wait', '600', ...own);
}

/** Takes down the cluster of this test process, if there is one. */
export function downForTest() {
  return runCluster('down', ...own);
}

/** For tests and hooks that may have to wait for other tests' clusters. */
export const patient = { timeout: 660_000 };

export function placesOf(stdout: string): Record<string, string> {
  return Object.fromEntries(
    stdout.split('\n').map((line) => {
      const [name = '', ...value] = line.split('\t');
      return [name, value.join('\t')];
    }),
  );
}
