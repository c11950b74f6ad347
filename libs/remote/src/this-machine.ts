import { hostname } from 'node:os';
import { isHostName } from '@task-distributor/band';
import type { HostAddress } from './host-address.ts';

/** This machine, as a host. */
export function thisMachine(): HostAddress {
  const name = hostname();
  return { user: null, name: isHostName(name) ? name : 'localhost', port: null };
}
