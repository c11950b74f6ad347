import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Renderer,
  RenderRequest,
  StateFormat,
  Surroundings,
  TransferTest,
} from '@task-distributor/render';
import { createRenderFolder } from '../render-folder.ts';
import { type StartedRender, startRender } from '../start-render.ts';
import { linesOfValues } from './lines-of-blocks.ts';
import type { Transfer } from './transfer.ts';
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
export async function measureTransfer(
  tested: TestedRenderer,
  test: TransferTest,
  signal: AbortSignal,
): Promise<Transfer | null> {
  const folder = mkdtempSync(join(tmpdir(), 'td-transfer-'));
  try {
    const scene = join(folder, 'transfer.pov');
    writeFileSync(scene, test.text);
    const run = startTest(tested, test, scene, signal);
    const found = await compare(run, tested.states);
    return test.fits(run.rendering) ? found : null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function startTest(
  { renderer, states, request, surroundings }: TestedRenderer,
  { width, height, options }: TransferTest,
  scene: string,
  signal: AbortSignal,
): StartedRender {
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
  const folder = createRenderFolder(rendering.command.contents);
  // The renderer continues it, and removes it sooner than it could be found otherwise.
  writeFileSync(join(folder, rendering.command.output!.state), states.head);
  const run = startRender(rendering, { states, folder }, () => undefined, signal);
  run.state!.poll();
  return run;
}

async function compare(run: StartedRender, states: StateFormat): Promise<Transfer | null> {
  const { wholePicture } = await import('@task-distributor/imaging');
  const { head, samples } = await wholePicture(run.image);
  await run.finished;
  await run.process.ended;
  const state = run.state!;
  state.poll();
  const { header, palette, transparency } = head;
  const isPlain =
    header.depth === 8 && header.colourType === rgb && palette === null && transparency === null;
  if (!isPlain || !state.isUsable) return null;
  const { layout } = state.finished;
  const lines = [...linesOfValues({ layout, records: state.records, rows: layout.region }, states)];
  const values = new Uint32Array(lines.flatMap((line) => [...line]));
  const table = values.length === samples.length ? TransferTable.measured(values, samples) : null;
  state.close();
  return table === null ? null : { head, table };
}

/** The colour type of PNG. */
const rgb = 2;
