import { join } from 'node:path';
import { createRenderFolder } from './render-folder.ts';
import type { RenderPlan } from './render-plan.ts';
import type { NextRun } from './state/hand-over.ts';
import { hasRoomFor } from './state/has-room.ts';

/** The first run for a band: with a state file, where there is room for it, and with what an earlier attempt has left. */
export function firstRun(plan: RenderPlan): NextRun {
  const { rows, states } = plan;
  if (states === null) return { rendering: plan.rendering(rows, null), folder: null };
  const rendering = plan.rendering(rows, []);
  const { command, blocks } = rendering;
  const folder = createRenderFolder(command.contents);
  if (!hasRoomFor(folder, blocks.pixels)) return { rendering: plan.rendering(rows, null), folder };
  const given = plan.restore(blocks, join(folder, command.output!.state));
  return { rendering: given.length === 0 ? rendering : plan.rendering(rows, given), folder };
}
