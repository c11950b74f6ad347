import { hostname } from 'node:os';
import { InputError, isHostName } from '@task-distributor/band';

/** The name of this machine for the lockfile. @throws InputError if the name is not valid there */
export function thisHost(): string {
  const name = hostname();
  if (isHostName(name)) return name;
  throw new InputError(`--host: Expected a name, since this machine's own cannot be used: "${name}"`);
}
