import type * as ssh2Module from 'ssh2';

export type Ssh2 = typeof ssh2Module;

let loading: Promise<Ssh2> | undefined;

/**
 * ssh2, which is slow to load: not before somebody wants to connect, and then while `ssh -G`, which was asked in the
 * same turn of the event loop, is at work.
 */
export function loadSsh2(): Promise<Ssh2> {
  loading ??= new Promise((resolve) => setImmediate(resolve))
    .then(() => import('ssh2'))
    // It is CommonJS: everything is in its default.
    .then((module) => module.default);
  return loading;
}
