import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect } from 'vitest';
import { asNobody } from './as-nobody.ts';

/** Bundles the programs in the nearest folder fixtures/, since Node runs no TypeScript; once for each test file. */
export function bundleFixtures(): void {
  beforeAll(async () => {
    const source = nearestFixtures(dirname(expect.getState().testPath!));
    bundles = mkdtempSync(join(tmpdir(), 'td-fixtures-'));
    chmodSync(bundles, 0o755);
    const { build } = await import('esbuild');
    await build({
      entryPoints: readdirSync(source).map((name) => join(source, name)),
      outdir: bundles,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      // They have compiled code, and no fixture loads them.
      external: ['sharp', 'ssh2'],
    });
  });
  afterAll(() => {
    rmSync(bundles, { recursive: true, force: true });
  });
}

/** In the folder of the test file, or above it. */
function nearestFixtures(folder: string): string {
  const fixtures = join(folder, 'fixtures');
  if (existsSync(fixtures)) return fixtures;
  if (folder === dirname(folder))
    throw new Error('Expected a folder fixtures/ beside the test file or above it');
  return nearestFixtures(dirname(folder));
}

/** The path of a bundled program. */
export function fixturePath(name: string): string {
  return join(bundles, `${name}.cjs`);
}

/** A child that answers each line of its stdin with a line on its stdout. */
export interface Child {
  readonly process: ChildProcessWithoutNullStreams;
  ask(question: unknown): Promise<unknown>;
  nextLine(): Promise<string>;
  readonly exited: Promise<number | null>;
}

/** Starts a bundled program. */
export function startFixture(name: string, ...args: string[]): Child {
  return follow(name, spawn(process.execPath, [fixturePath(name), ...args]));
}

/** Starts a bundled program as a user to whom files can be forbidden. */
export function startFixtureAsNobody(name: string, ...args: string[]): Child {
  const [program, ...words] = asNobody([process.execPath, fixturePath(name), ...args]);
  return follow(name, spawn(program, words));
}

function follow(name: string, child: ChildProcessWithoutNullStreams): Child {
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done === true) throw new Error(`${name} ended: ${errors}`);
    return next.value;
  };
  return {
    process: child,
    nextLine,
    exited: new Promise((resolve) => child.once('close', resolve)),
    ask: async (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return JSON.parse(await nextLine()) as unknown;
    },
  };
}

let bundles = '';
