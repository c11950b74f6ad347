import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Rendering, StateFormat } from '@task-distributor/render';
import { ImageFile } from './image-file.ts';
import type { RendererProcess } from './run-renderer.ts';
import { FinishedBlocks } from './state/finished-blocks.ts';
import { StateFollower } from './state/state-follower.ts';

/** Where the results of a run can be read. */
export interface RenderOutputs {
  /** The uncut PNG. Read it to its end, because the renderer may wait for its reader. */
  readonly image: AsyncIterable<Uint8Array>;
  /** Its state file; null = it keeps none, and the image comes while it is rendered. */
  readonly state: StateFollower | null;
  /** Whether a renderer that should keep a state file has written something into its folder. */
  hasWritten(): boolean;
}

/** @param rendered resolves when the renderer has reported that everything is rendered */
export function outputsOf(
  { command, blocks }: Rendering,
  process: RendererProcess,
  rendered: Promise<void>,
  states: StateFormat | null,
): RenderOutputs {
  if (command.output === null || states === null) {
    return { image: piped(process.output), state: null, hasWritten: () => false };
  }
  // Nobody reads what a script writes there.
  process.output.on('readable', () => void process.output.read());
  const file = new ImageFile(join(process.folder, command.output.image));
  const path = join(process.folder, command.output.state);
  const state = new StateFollower(path, states.reader(), new FinishedBlocks(blocks));
  let hasEnded = false;
  const exited = process.exited.then(() => {
    // Before the folder is removed.
    file.open();
    state.poll();
    hasEnded = true;
  });
  return {
    image: written(file, Promise.race([rendered, exited]), () => hasEnded),
    state,
    // In this order, because the renderer removes the state file when it has written the image.
    hasWritten: () => state.exists || file.open(),
  };
}

async function* piped(output: Readable): AsyncGenerator<Uint8Array> {
  yield* output as AsyncIterable<Uint8Array>;
}

async function* written(
  file: ImageFile,
  isReady: Promise<void>,
  hasEnded: () => boolean,
): AsyncGenerator<Uint8Array> {
  await isReady;
  // Slow to load, so it is loaded after the renderer has started.
  const { readGrowingPng } = await import('@task-distributor/imaging');
  try {
    yield* readGrowingPng(() => file.read(), hasEnded);
  } finally {
    file.close();
  }
}
