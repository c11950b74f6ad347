import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from './run-program.ts';
import type { MasterEnd } from './sequence.ts';

export interface MasterResult {
  /** null = a signal ended it. */
  readonly code: number | null;
  readonly stderr: string;
  /** Whether it had to be killed, because it did not end. */
  readonly isHanging: boolean;
}

/** Runs td-master, and ends it. @param end null = it runs to its end */
export async function runMaster(
  words: readonly string[],
  end: MasterEnd | null,
  folder: string,
): Promise<MasterResult> {
  const over = new AbortController();
  let isHanging = false;
  const env = { ...process.env, TD_REMEMBER: 'no', TD_SEQUENCE: folder, TD_SEQUENCE_WORKER: worker };
  const onStart = (program: ChildProcess): void => {
    void untilEnd(end, folder, over.signal).then(
      (by) => program.kill(by),
      () => undefined,
    );
    const give = setTimeout(() => {
      isHanging = true;
      program.kill('SIGKILL');
    }, longestMs);
    over.signal.addEventListener('abort', () => clearTimeout(give));
  };
  const { code, stderr } = await runProgram(process.execPath, [master, ...words], { env, onStart });
  over.abort();
  return { code, stderr, isHanging };
}

/** Resolves when td-master is to be ended. */
async function untilEnd(end: MasterEnd | null, folder: string, over: AbortSignal): Promise<NodeJS.Signals> {
  if (end === null) return new Promise(() => undefined);
  await sleep(end.afterMs, null, { signal: over });
  while ((await countHeld(folder)) < end.held) await sleep(lookMs, null, { signal: over });
  over.throwIfAborted();
  return end.by;
}

async function countHeld(folder: string): Promise<number> {
  const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
  return [...log.matchAll(/^held$/gm)].length;
}

// This file is also part of a bundle in a folder beside this one.
const workspace = join(import.meta.dirname, '../..');
const master = join(workspace, 'apps/td-master/bin/td-master.js');
const worker = join(workspace, 'apps/td-worker/bin/td-worker.js');
const longestMs = 240_000;
const lookMs = 50;
