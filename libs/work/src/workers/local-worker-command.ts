import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { quoteCommand } from '@task-distributor/remote';

/** The command line of the worker on this machine: the one in the same package, which has the same version. */
export function localWorkerCommand(): string {
  const bundled = join(import.meta.dirname, 'td-worker.cjs');
  return existsSync(bundled) ? quoteCommand([process.execPath, bundled]) : 'td-worker';
}
