import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isHostName } from '@task-distributor/band';
import { type HostAddress, quoteCommand } from '@task-distributor/remote';

/** The command line of the worker for this machine: the one that came with this command, so of the same version. */
export function localWorkerCommand(): string {
  const bundled = join(import.meta.dirname, 'td-worker.cjs');
  return existsSync(bundled) ? quoteCommand([process.execPath, bundled]) : 'td-worker';
}

/** This machine, as a host. */
export function localHost(): HostAddress {
  const name = hostname();
  return { user: null, name: isHostName(name) ? name : 'localhost', port: null };
}
