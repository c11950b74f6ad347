import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import type { Rows } from '@task-distributor/band';
import { cropPng } from '@task-distributor/imaging';
import { rendererFor, type RenderRequest } from '@task-distributor/render';
import { decode, temporaryFolder } from '@task-distributor/testing';
import { Writable } from 'node:stream';
import { renderPlan } from '../../src/agent/render-plan.ts';
import { renderRows } from '../../src/agent/render-rows.ts';
import type { RunningRender } from '../../src/agent/running-render.ts';

export const povray = rendererFor('any.pov');
export const program = povray.host.find(undefined, process.env);

interface CutRender {
  rows: Rows;
  pixels: Buffer;
  /** How many times the renderer was started to continue. */
  runs: number;
}

/**
 * Renders a band of a scene, and lets `onProgress` cut it. @returns the rows that are left, and their decoded pixels.
 * POV-Ray 3.7.0.10 itself has crashed once in some thousand runs of two threads. Then this renders once more, as a worker does.
 */
export async function renderCut(
  request: RenderRequest,
  onProgress: (render: RunningRender, done: number) => void,
): Promise<CutRender> {
  try {
    return await renderOnce(request, onProgress);
  } catch (error) {
    if (!/killed by SIGSEGV/.test(String(error))) throw error;
    return renderOnce(request, onProgress);
  }
}

async function renderOnce(
  request: RenderRequest,
  onProgress: (render: RunningRender, done: number) => void,
): Promise<CutRender> {
  const surroundings = { folder: temporaryFolder(), env: process.env };
  let runs = 0;
  const plan = renderPlan(povray, request, surroundings);
  const counted = {
    ...plan,
    rendering: (...words: Parameters<typeof plan.rendering>) => {
      if ((words[1] ?? []).length > 0) runs += 1;
      return plan.rendering(...words);
    },
  };
  const render: RunningRender = renderRows(
    counted,
    ({ done }) => onProgress(render, done),
    AbortSignal.timeout(50_000),
  );
  const { rows, image } = await render.ready;
  const pieces: Buffer[] = [];
  const sink = new Writable({ write: (piece: Buffer, _, done) => (pieces.push(Buffer.from(piece)), done()) });
  await cropPng(image, sink, { rows });
  await render.finished;
  return { rows, pixels: await samplesOf(Buffer.concat(pieces)), runs };
}

/** The decoded pixels of a PNG, without a header. */
export async function samplesOf(png: Buffer): Promise<Buffer> {
  const path = join(temporaryFolder(), 'a.png');
  await writeFile(path, png);
  const pam = await decode(path);
  return pam.subarray(pam.indexOf('ENDHDR\n') + 7);
}
