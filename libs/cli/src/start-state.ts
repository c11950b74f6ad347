import { constants } from 'node:os';
import type { Writable } from 'node:stream';

/**
 * How this process was started, as far as Node.js hides it: it takes back that a signal is ignored, and opens /dev/null in the
 * place of a closed stdout. The shims in bin/ see both, and pass them on in the environment.
 */
export interface StartState {
  readonly ignoresSignal: (signal: NodeJS.Signals) => boolean;
  readonly hasStdout: boolean;
}

/** Removes it from the environment, since it does not hold for what this process starts. */
export function takeStartState(env: NodeJS.ProcessEnv): StartState {
  const { TD_START_SIGIGN: mask = '', TD_START_NO_STDOUT: closed } = env;
  delete env['TD_START_SIGIGN'];
  delete env['TD_START_NO_STDOUT'];
  // As in /proc/self/status: bit 0 is signal 1.
  const bits = /^[0-9a-f]{1,16}$/.test(mask) ? BigInt(`0x${mask}`) : 0n;
  return {
    ignoresSignal: (signal) => ((bits >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n,
    hasStdout: closed === undefined,
  };
}

/** Makes writing to a stdout that was closed at the start an error. To /dev/null, which Node.js has opened, it would succeed. */
export function failWrites(stdout: Writable): void {
  stdout._write = (_chunk, _encoding, done) =>
    done(new Error('it is closed; > /dev/null discards the output'));
}
