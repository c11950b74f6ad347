import type { TdError } from '@task-distributor/band';
import { type HostAddress, sshCommand, SshError, type SshStep } from '@task-distributor/remote';
import { type Judgement, notGood } from './cells.ts';

/** How far a connection has come; null = not known. */
export interface Reach {
  readonly reached: boolean;
  readonly hostKey: boolean | null;
  readonly login: boolean | null;
}

export const connected: Reach = { reached: true, hostKey: true, login: true };

/** What a host that cannot be asked lacks. */
export function judgeFailure(host: HostAddress, error: TdError): Judgement & { readonly reach: Reach } {
  if (!(error instanceof SshError)) {
    const judgement = notGood('bad', 'ssh', 'no answer', error.message, sshCommand(host, 'true'));
    return { ...judgement, reach: connected };
  }
  const { step, hop, command } = error.failure;
  const { text, reach } = hop === null ? steps[step] : { text: 'no way', reach: unreached };
  return { ...notGood('bad', 'ssh', text, error.besideCommand, command), reach };
}

const unreached: Reach = { reached: false, hostKey: null, login: null };
const reached: Reach = { reached: true, hostKey: null, login: null };

const steps: Readonly<Record<SshStep, { readonly text: string; readonly reach: Reach }>> = {
  resolving: { text: 'no address', reach: unreached },
  connecting: { text: 'no contact', reach: unreached },
  'key exchange': { text: 'no SSH', reach: reached },
  'host key': { text: 'host key', reach: { ...reached, hostKey: false } },
  authentication: { text: 'no login', reach: { ...reached, hostKey: true, login: false } },
  'opening a channel': { text: 'no session', reach: connected },
  'starting the command': { text: 'no shell', reach: connected },
};
