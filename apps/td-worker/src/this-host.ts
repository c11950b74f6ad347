import { hostname } from 'node:os';
import { InputError, isHostName } from '@task-distributor/band';

/** This machine's name, as it stands in the lockfile. @throws InputError when it cannot stand there */
export function thisHost(): string {
  const name = hostname();
  if (isHostName(name)) return name;
  throw new InputError(`--host: Expected a name, since this machine's own cannot be used: "${name}"`);
}
