import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProcesses } from '@task-distributor/testing';
import { afterAll, expect, vi } from 'vitest';
import {
  orderLines,
  renderScript,
  type RunOrders,
  outputMark,
} from '../../../src/workers/bare/render-script.ts';
import type { LoginShell } from './login-shells.ts';

/** A render script that is running, as the master sees it. */
export interface Script {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<ScriptEnd>;
  /** Writes on its lifeline, which then is not silent. */
  send(request: string): void;
  /** Lets the master be silent. */
  fallSilent(): void;
  stdout(): string;
  stderr(): string;
  /** Its processes, and those that it has started. */
  left(): ReturnType<typeof findProcesses>;
  /** Resolves when the renderer, or the script, has written this to stderr. */
  says(text: string): Promise<void>;
  /** Resolves when nothing of it runs any more. */
  isGone(milliseconds?: number): Promise<void>;
}

interface ScriptEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The renderer's image and state, as POV-Ray calls them. */
export const files = { image: 'image.png', state: 'image.state' };

interface ScriptOptions {
  readonly silenceSeconds?: number;
  /** What is sent instead of the orders. */
  readonly input?: string;
  /** A command line in a shell around it, whose process group is not the script's own then. */
  readonly before?: string;
}

/** Starts a render script like sshd does: by a login shell, in its own session. */
export function startScript(
  shell: LoginShell,
  orders: RunOrders,
  { silenceSeconds = 15, input = orderLines(orders), before }: ScriptOptions = {},
): Script {
  const mark = `TD_TEST=${orders.folder}/${performance.now()}`;
  const line = renderScript(files, silenceSeconds);
  const child = spawn(shell.program, ['-c', before === undefined ? line : `${before} (${line}); exit`], {
    detached: true,
    cwd: '/',
    env: { PATH: shell.path, HOME: dirname(orders.folder), TD_TEST: mark.slice('TD_TEST='.length) },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(input);
  const beats = setInterval(() => child.stdin.write('.'), 200);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  const ended = new Promise<ScriptEnd>((resolve) => {
    child.once('close', (exitCode) => {
      clearInterval(beats);
      resolve({ exitCode, stdout: output(texts.stdout), stderr: texts.stderr });
    });
  });
  running.push(child);
  const left = (): ReturnType<typeof findProcesses> => findProcesses(mark, 'environ');
  return {
    child,
    ended,
    send: (request) => void child.stdin.write(request),
    fallSilent: () => clearInterval(beats),
    stdout: () => output(texts.stdout),
    stderr: () => texts.stderr,
    left,
    says: (text) => waitFor(() => expect(texts.stderr).toContain(text)),
    isGone: (milliseconds) => waitFor(async () => expect(await left()).toEqual([]), milliseconds),
  };
}

/** What the master wants of it. */
function output(stdout: string): string {
  return stdout.replace(new RegExp(`^${outputMark}\n`, 'm'), '');
}

/** Orders to run words in a new folder. */
export function ordersFor(
  parent: string,
  words: readonly string[],
  more: Partial<RunOrders> = {},
): RunOrders {
  const folder = join(mkdtempSync(join(parent, 'runs-')), 'band');
  return {
    folder,
    state: null,
    continues: false,
    leftover: null,
    env: {},
    contents: nothing,
    words,
    ...more,
  };
}

const nothing = { folders: [], files: {}, copies: {}, links: {} };

/** What a run has left in its folder; null = the folder is gone. */
export function keptIn({ folder }: RunOrders): Record<string, string> | null {
  if (!existsSync(folder)) return null;
  const names = readdirSync(folder);
  return Object.fromEntries(
    names.map((name) => [name, name === 'run' ? '' : readFileSync(join(folder, name), 'utf8')]),
  );
}

/** Waits until the expectations hold. */
export function waitFor(expectations: () => void | Promise<void>, timeout = 5_000): Promise<void> {
  return vi.waitFor(expectations, { timeout, interval: 50 });
}

const running: ChildProcessWithoutNullStreams[] = [];

afterAll(() => {
  for (const { stdin, pid } of running) {
    stdin.end();
    try {
      // Its own group, for sshd gives it one.
      process.kill(-pid!, 'SIGKILL');
    } catch {
      // Nothing is left of it.
    }
  }
});
