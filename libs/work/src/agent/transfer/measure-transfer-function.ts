import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PngHead } from '@task-distributor/imaging';
import type {
  Renderer,
  Rendering,
  RenderRequest,
  StateFormat,
  Surroundings,
  TransferFunctionTest,
} from '@task-distributor/render';
import { createRenderFolder, fillRenderFolder } from '../render-folder.ts';
import { type StartedRender, startRender } from '../start-render.ts';
import type { StateFollower } from '../state/state-follower.ts';
import { holdsRows, linesOfValues } from './lines-of-blocks.ts';
import type { TransferFunction } from './transfer-function.ts';
import { TransferTable } from './transfer-table.ts';

/** The renderer of a band, as far as a test of its transfer needs it. */
export interface TestedRenderer {
  readonly renderer: Renderer;
  readonly states: StateFormat;
  /** Of the band. */
  readonly request: RenderRequest;
  readonly surroundings: Surroundings;
}

/**
 * Renders the picture of a test, and compares it with its state file. Takes as long as a launch.
 * @returns null = the image is of another kind, or its samples are not those of the values
 * @throws if it cannot be rendered; the signal's reason
 */
export async function measureTransferFunction(
  tested: TestedRenderer,
  test: TransferFunctionTest,
  signal: AbortSignal,
): Promise<TransferFunction | null> {
  // The renderer runs in it, so it is removed even if this process ends first.
  const folder = createRenderFolder(empty);
  let run: StartedRender;
  try {
    run = startIn(folder, tested, test, signal);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const found = await compare(run, tested.states);
  return test.appliesTo(run.rendering) ? found : null;
}

function startIn(
  folder: string,
  { renderer, states, request, surroundings }: TestedRenderer,
  { text, width, height, options }: TransferFunctionTest,
  signal: AbortSignal,
): StartedRender {
  const scene = join(folder, 'transfer.pov');
  writeFileSync(scene, text);
  const rendering = renderer.render(
    {
      ...request,
      scene,
      width,
      height,
      rows: { first: 1, last: height },
      options: [...request.options, ...options],
      run: { given: 'unknown', threads: 1, imageMegabytes: null, env: {} },
    },
    surroundings,
  );
  return startWithState(rendering, folder, states, signal);
}

/** Starts a run that is so short that its state file could not be found: the renderer continues one that is there, and is open. */
export function startWithState(
  rendering: Rendering,
  folder: string,
  states: StateFormat,
  signal: AbortSignal,
): StartedRender {
  fillRenderFolder(folder, rendering.command.contents);
  writeFileSync(join(folder, rendering.command.output!.state), states.head);
  const run = startRender(rendering, { states, folder }, () => undefined, signal);
  run.state!.poll();
  return run;
}

async function compare(run: StartedRender, states: StateFormat): Promise<TransferFunction | null> {
  const state = run.state!;
  try {
    const { wholePicture } = await import('@task-distributor/imaging');
    const { head, samples } = await wholePicture(run.image);
    await run.finished;
    await run.process.ended;
    state.poll();
    const values = isPlain(head) ? valuesIn(state, states) : null;
    const table = values?.length === samples.length ? TransferTable.measured(values, samples) : null;
    return table === null ? null : { head, table };
  } finally {
    state.close();
  }
}

/** Whether an image has three samples of 8 bits for each pixel. */
function isPlain({ header, palette, transparency }: PngHead): boolean {
  return header.depth === 8 && header.colourType === rgb && palette === null && transparency === null;
}

/** All values of a state file; null = some are missing. */
function valuesIn(state: StateFollower, states: StateFormat): Uint32Array | null {
  const { layout } = state.finished;
  const blocks = { layout, records: state.records, rows: layout.region };
  if (!state.isUsable || !holdsRows(blocks)) return null;
  const lines = [...linesOfValues(blocks, states)];
  const values = new Uint32Array(lines.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const line of lines) {
    values.set(line, at);
    at += line.length;
  }
  return values;
}

/** The colour type of PNG. */
const rgb = 2;
const empty = { folders: [], files: {}, copies: {}, links: {} };
