import { sleep } from '@task-distributor/band';
import type { LockfileLine } from './lockfile-line.ts';
import { LockfileReader } from './lockfile-reader.ts';

/**
 * The lockfile's lines, each once, as they appear; those of a file removed and created again too. It ends only by
 * the signal.
 * @param options.intervalMs how long it waits between two looks; default 50
 * @throws TdError when the folder is not there or the lockfile cannot be read; the signal's reason
 */
export async function* watchLockfile(
  lockfile: string,
  { intervalMs = 50 }: { intervalMs?: number },
  signal: AbortSignal,
): AsyncGenerator<LockfileLine> {
  const reader = new LockfileReader(lockfile);
  for (;;) {
    signal.throwIfAborted();
    for (const line of (await reader.read()).lines) {
      signal.throwIfAborted();
      yield line;
    }
    await sleep(intervalMs, signal);
  }
}
