import { type RenderRequest, rendererFor } from '@task-distributor/render';
import { measureTransferFunction } from '../../../src/agent/transfer/measure-transfer-function.ts';
import { StoredTransferFunction } from '../../../src/agent/transfer/stored-transfer-function.ts';
import type { TransferFunction } from '../../../src/agent/transfer/transfer-function.ts';

/** Measures the transfer of a band's renderer, and stores it for workers that have the same TMPDIR. @returns null = it is not known */
export async function measured(request: RenderRequest, folder: string): Promise<TransferFunction | null> {
  const renderer = rendererFor(request.scene);
  const surroundings = { folder, env: process.env };
  const tested = { renderer, states: renderer.states!, request, surroundings };
  const test = tested.states.transferTest(request, surroundings);
  if (test === null) return null;
  const transfer = await measureTransferFunction(tested, test, AbortSignal.timeout(30_000));
  if (transfer !== null) new StoredTransferFunction(tested, test).write(transfer);
  return transfer;
}
