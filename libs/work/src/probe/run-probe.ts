import { watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { deferred, errorMessage, onAbort, sleep, TdError } from '@task-distributor/band';
import type { RenderCommand, RenderEnd, Rendering, StateFormat } from '@task-distributor/render';
import { outputsOf } from '../agent/render-outputs.ts';
import { runRenderer } from '../agent/run-renderer.ts';
import { ProbeMeter } from './probe-meter.ts';

export interface ProbeJob {
  readonly rendering: Rendering;
  readonly states: StateFormat;
  /** Where to write the small image; null = the renderer is ended as soon as its last block is there. */
  readonly picture: string | null;
  /** Called when all blocks are there, before the state file is closed. */
  onWhole?(meter: ProbeMeter): void;
}

/**
 * Runs a renderer on a small copy of an image, and measures its blocks. The renderer is ended as soon as the last block is there.
 * @param onLook called with what is known so far
 * @throws TdError with the renderer's reason; the signal's reason
 */
export async function runProbe(
  { rendering, states, picture, onWhole }: ProbeJob,
  onLook: (meter: ProbeMeter) => void,
  signal: AbortSignal,
): Promise<ProbeMeter> {
  const process = runRenderer(withStateFile(rendering.command), (chunk) => rendering.read(chunk), signal);
  const whole = deferred();
  giveWay(process.pid);
  const { image, state } = outputsOf(rendering, process, whole.promise, states);
  const meter = new ProbeMeter(process.pid ?? 0, state!);
  const isWhole = (): boolean => meter.blocks.length >= rendering.blocks.count;
  let hasExited = false;
  let hasEnded = false;
  void process.exited.then(() => (hasExited = true));
  const ended = process.ended.finally(() => (hasEnded = true));
  const look = (): void => {
    if (meter.look()) onLook(meter);
  };
  const stopListening = onAbort(signal, () => hasEnded || process.kill());
  const unwatch = watchFolder(process.folder, look);
  try {
    await lookUntil(() => hasEnded || isWhole(), look, { meter, ended });
    whole.resolve();
    if (isWhole()) await untilReported(rendering, () => hasEnded);
    const bytes = picture !== null && isWhole() ? await buffer(image) : null;
    // Without an exit of the renderer, reading ends only with a whole image.
    const isRight = isWhole() && (bytes === null || !hasExited);
    if (!hasEnded) process.kill();
    const end = await ended;
    signal.throwIfAborted();
    if (!isRight) refuseFailure(rendering, end, isWhole());
    onWhole?.(meter);
    if (picture !== null && bytes !== null) await keepPicture(picture, bytes);
    return meter;
  } finally {
    unwatch();
    stopListening();
    meter.close();
  }
}

/**
 * With an empty state file, which the renderer overwrites: it can be opened before the renderer runs. On a busy machine, a short run
 * may have removed its own before anybody looks.
 */
function withStateFile(command: RenderCommand): RenderCommand {
  const { contents, output } = command;
  return { ...command, contents: { ...contents, files: { ...contents.files, [output!.state]: '' } } };
}

async function lookUntil(
  isOver: () => boolean,
  look: () => void,
  { meter, ended }: { readonly meter: ProbeMeter; readonly ended: Promise<unknown> },
): Promise<void> {
  look();
  while (!isOver()) {
    await Promise.race([sleep(meter.pollMs), ended]);
    look();
  }
}

/** The renderer says soon after its last block how long it took. */
async function untilReported(rendering: Rendering, hasEnded: () => boolean): Promise<void> {
  const end = performance.now() + longestReportMs;
  while (rendering.progress.traceCpuSeconds === null && !hasEnded() && performance.now() < end)
    await sleep(5);
}

const longestReportMs = 300;

/** @throws TdError with the reason of a renderer that has ended by itself */
function refuseFailure(rendering: Rendering, end: RenderEnd, hasBlocks: boolean): void {
  rendering.readEnd();
  const fault = rendering.judge(end);
  if (fault !== null) throw fault;
  if (hasBlocks) return;
  throw new TdError('the renderer has recorded no blocks: is there room in TMPDIR?', { code: 'E_RENDER' });
}

async function keepPicture(picture: string, bytes: Buffer): Promise<void> {
  if (bytes.length === 0) throw new TdError('the renderer has written no image', { code: 'E_RENDER' });
  await writeFile(picture, bytes).catch((cause: unknown) => {
    throw new TdError(`cannot write ${picture}: ${errorMessage(cause)}`, { code: 'E_WRITE', cause });
  });
}

/** Its time is measured in processor time, so it can wait for whatever else the machine does: a job, for example. */
function giveWay(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended.
  }
}

/** Does nothing if the system has no more watches: the file is looked at from time to time anyway. */
function watchFolder(folder: string, look: () => void): () => void {
  try {
    const watcher = watch(folder, look);
    watcher.on('error', () => undefined);
    return () => watcher.close();
  } catch {
    return () => undefined;
  }
}
