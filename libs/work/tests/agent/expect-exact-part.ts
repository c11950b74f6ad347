import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rows } from '@task-distributor/band';
import { partName } from '@task-distributor/lockfile';
import type { RenderRequest } from '@task-distributor/render';
import { temporaryFolder } from '@task-distributor/testing';
import { expect } from 'vitest';
import { samplesOf } from './cut-render.ts';
import { render } from './render-image.ts';

/** The pixels of a part in the job folder are those of the image that is rendered in one piece. */
export async function expectExactPart(folder: string, request: RenderRequest, rows: Rows): Promise<void> {
  const all = { ...request, rows: { first: 1, last: request.height } };
  const whole = await samplesOf(await render(temporaryFolder(), all));
  const line = whole.length / request.height;
  const part = await samplesOf(await readFile(join(folder, partName(rows))));
  expect(part.equals(whole.subarray((rows.first - 1) * line, rows.last * line))).toBe(true);
}
