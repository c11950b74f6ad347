import { join } from 'node:path';
import { rendererFor, type RenderRequest } from '@task-distributor/render';
import { renderPlan } from '../../src/agent/render-plan.ts';
import { renderRows } from '../../src/agent/render-rows.ts';

const povray = rendererFor('any.pov');
const program = povray.host.find(undefined, process.env);

/** Renders `scene.pov` of a folder, with the options' relative names meant from there. @returns a PNG */
export async function render(folder: string, changes: Partial<RenderRequest> = {}): Promise<Buffer> {
  const request = {
    program,
    width: 40,
    height: 30,
    rows: { first: 1, last: 30 },
    format: '+FN',
    options: [],
  };
  const asked = { ...request, scene: join(folder, 'scene.pov'), ...changes };
  const signal = AbortSignal.timeout(60_000);
  const plan = renderPlan(povray, asked, { folder, env: process.env });
  const run = renderRows(plan, () => undefined, signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await run.ready).image) chunks.push(chunk);
  await run.finished;
  return Buffer.concat(chunks);
}
