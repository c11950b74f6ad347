import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RenderRequest } from '@task-distributor/render';
import { checkScene } from '../agent/render-band.ts';
import { processorsOfProcess } from '../agent/tuning/processors.ts';
import { measureFinely } from './measure-finely.ts';
import { measureRows } from './measure-rows.ts';
import { encodeReport } from './rows-report.ts';

/**
 * Renders rows of a small copy on this host, for a probe on several hosts.
 * @returns the lines of its report
 * @throws TdError with the renderer's reason; the signal's reason
 */
export async function probeRows(
  request: RenderRequest,
  wantsPicture: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  checkScene(request.scene);
  const processors = processorsOfProcess();
  const folder = wantsPicture ? await mkdtemp(join(tmpdir(), 'td-probe-')) : null;
  try {
    const path = folder === null ? null : join(folder, 'small.png');
    const costs = await measureFinely(() => measureRows(request, { picture: path }, signal));
    const picture = path === null ? null : await readFile(path);
    return [...encodeReport({ ...costs, processors, picture })];
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}
