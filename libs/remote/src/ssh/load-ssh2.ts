import { nextTurn } from '@task-distributor/band';
import type * as ssh2Module from 'ssh2';
import { whyNoSsh2 } from './why-no-ssh2.ts';

/** The build packs no more of it (tools/bundle.mjs). */
export type Ssh2 = Pick<typeof ssh2Module, 'Client' | 'AgentProtocol' | 'BaseAgent' | 'utils'>;

let loading: Promise<Ssh2> | undefined;

/**
 * Loads ssh2, which is slow, only for a connection, and after this turn of the event loop: so it loads while `ssh -G` runs,
 * which is started in the same turn.
 */
export function loadSsh2(): Promise<Ssh2> {
  if (loading !== undefined) return loading;
  const reason = whyNoSsh2();
  if (reason !== null) return Promise.reject(new Error(reason));
  const begun = nextTurn()
    .then(() => import('ssh2'))
    // A CommonJS module: its default export has everything.
    .then((module) => module.default);
  loading = begun;
  // Too few file handles, for example: the next connection tries again.
  begun.catch(() => (loading = undefined));
  return begun;
}
