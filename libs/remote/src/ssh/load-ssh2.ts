import { nextTurn } from '@task-distributor/band';
import type * as ssh2Module from 'ssh2';

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

/**
 * Why ssh2 cannot be loaded here; null = it can. It needs a WebAssembly memory, for which Node.js reserves gigabytes of
 * addresses: under `ulimit -v`, as on login nodes, ssh2 would print its source and end the process.
 */
export function whyNoSsh2(): string | null {
  const { WebAssembly } = globalThis as unknown as WithWebAssembly;
  try {
    void new WebAssembly.Memory({ initial: 1 });
    return null;
  } catch {
    return 'ulimit -v is too low for ssh2';
  }
}

/** The types of Node.js lack it. */
interface WithWebAssembly {
  readonly WebAssembly: { readonly Memory: new (size: { initial: number }) => object };
}
