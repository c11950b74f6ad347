import { watch } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, onAbort, sleep, TdError } from '@task-distributor/band';
import type { Rendering, StateFormat } from '@task-distributor/render';
import { runRenderer } from '../agent/run-renderer.ts';
import { signalSession } from '../agent/signal-session.ts';
import { isWholePng } from './is-whole-png.ts';
import { ProbeMeter } from './probe-meter.ts';

export interface ProbeJob {
  readonly rendering: Rendering;
  readonly states: StateFormat;
  /** Where to copy the small image; null = the renderer is ended as soon as its last block is there. */
  readonly picture: string | null;
}

/**
 * Runs a renderer on a small copy of an image, and measures its blocks. The renderer is ended as soon as the last block is there.
 * @param onLook called with what is known so far
 * @throws TdError with the renderer's reason; the signal's reason
 */
export async function runProbe(
  { rendering, states, picture }: ProbeJob,
  onLook: (meter: ProbeMeter) => void,
  signal: AbortSignal,
): Promise<ProbeMeter> {
  const output = rendering.command.output!;
  const process = runRenderer(rendering.command, (chunk) => rendering.read(chunk), signal);
  // Nobody reads what a script around the renderer writes there.
  process.output.on('readable', () => void process.output.read());
  const meter = new ProbeMeter(process.pid ?? 0, join(process.folder, output.state), states);
  const isWhole = (): boolean => meter.blocks.length >= rendering.blocks.count;
  let hasEnded = false;
  const ended = process.ended.finally(() => (hasEnded = true));
  const look = (): void => {
    if (meter.look()) onLook(meter);
  };
  const kill = (): void => {
    if (!hasEnded && process.pid !== undefined) signalSession(process.pid, 'SIGKILL');
  };
  const stopListening = onAbort(signal, kill);
  const unwatch = watchFolder(process.folder, look);
  try {
    while (!hasEnded && !isWhole()) {
      await Promise.race([sleep(meter.pollMs), ended]);
      look();
    }
    if (isWhole()) await keepPicture(picture, join(process.folder, output.image), () => hasEnded);
    kill();
    const end = await ended;
    signal.throwIfAborted();
    if (isWhole()) return meter;
    rendering.readEnd();
    const fault = rendering.judge(end);
    throw fault ?? noBlocks();
  } finally {
    unwatch();
    stopListening();
    meter.close();
  }
}

async function keepPicture(picture: string | null, image: string, hasEnded: () => boolean): Promise<void> {
  if (picture === null) return;
  while (!hasEnded() && !(await isWholePng(image))) await sleep(10);
  await copyFile(image, picture).catch((cause: unknown) => {
    throw new TdError(`cannot write ${picture}: ${errorMessage(cause)}`, { code: 'E_WRITE', cause });
  });
}

/** Without a word where the system has no more watches: then the file is looked at from time to time. */
function watchFolder(folder: string, look: () => void): () => void {
  try {
    const watcher = watch(folder, look);
    watcher.on('error', () => undefined);
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}

function noBlocks(): TdError {
  return new TdError('the renderer has recorded no blocks: is there room in TMPDIR?', { code: 'E_RENDER' });
}
