import type { Duplex } from 'node:stream';
import { untilAborted } from '@task-distributor/band';
import type { Client } from 'ssh2';
import { checkHostKey } from './check-host-key.ts';
import { dial } from './dial.ts';
import { orderHostKeyAlgorithms } from './judge-host-key.ts';
import { findKnownKeys, type KnownKeys } from './known-hosts.ts';
import { loadSsh2, type Ssh2 } from './load-ssh2.ts';
import { logIn } from './log-in.ts';
import { type Identities, readIdentities } from './read-identities.ts';
import { SshAgent } from './ssh-agent.ts';
import { SshConnection } from './ssh-connection.ts';
import { sshError } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';
import type { SshTiming } from './ssh-launcher-options.ts';
import type { SshSettings } from './ssh-settings.ts';

export interface ConnectOptions {
  /** Take a key that is not known, and add it to known_hosts. */
  readonly acceptNew: boolean;
  /** For the TCP connection, instead of ssh_config's, and for each step after it. */
  readonly connectTimeoutSeconds: number | undefined;
  readonly timing: SshTiming;
  /** Takes a line that the user should know. */
  readonly notify: (line: string) => void;
}

/**
 * Connects, checks the host key and logs in.
 * @param through the connection to the hop before; null = from here
 * @throws TdError with host, step and what to try; the signal's reason. It takes at most three timeouts of a step, and the
 *   time that the agent takes
 */
export async function connectSsh(
  settings: SshSettings,
  through: SshConnection | null,
  options: ConnectOptions,
  signal: AbortSignal,
): Promise<SshConnection> {
  // Before anything else, so that the host works while the files are read here.
  const dialling: Promise<Duplex> =
    through?.forward(settings, signal) ?? dial(settings, dialSeconds(settings, options) * 1000, signal);
  const reading = untilAborted(readLocalFiles(settings, options, signal), signal);
  const [dialled, read] = await Promise.allSettled([dialling, reading]);
  if (dialled.status === 'rejected') throw dialled.reason;
  const socket = dialled.value;
  try {
    if (read.status === 'rejected') throw read.reason;
    // ssh2 would wait for events that have been emitted already.
    if (socket.destroyed || socket.readableEnded)
      throw sshError(settings.host, 'key exchange', sshMessages.hungUp);
    return await untilAborted(logInOver(socket, settings, read.value, options), signal);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function dialSeconds({ timing }: SshSettings, { connectTimeoutSeconds }: ConnectOptions): number {
  return connectTimeoutSeconds ?? timing.connectTimeoutSeconds ?? defaultTimeoutSeconds;
}

/** What a login needs of this machine. */
interface LocalFiles {
  readonly ssh2: Ssh2;
  readonly known: KnownKeys;
  readonly identities: Identities;
}

async function readLocalFiles(
  settings: SshSettings,
  { timing }: ConnectOptions,
  signal: AbortSignal,
): Promise<LocalFiles> {
  const { user, identities: files } = settings;
  const finding = findKnownKeys(settings, signal);
  const reading = loadSsh2().then(async (ssh2) => {
    const agent = files.agent === null ? null : new SshAgent(ssh2, files.agent, timing.agentSeconds);
    return { ssh2, identities: await readIdentities(user, files, { ssh2, agent, signal }) };
  });
  const [known, { ssh2, identities }] = await Promise.all([finding, reading]);
  return { ssh2, known, identities };
}

async function logInOver(
  socket: Duplex,
  settings: SshSettings,
  { ssh2, known, identities }: LocalFiles,
  options: ConnectOptions,
): Promise<SshConnection> {
  const { connectTimeoutSeconds, timing } = options;
  const client = new ssh2.Client();
  const connection = new SshConnection(client, socket, settings, {
    channelTimeoutSeconds: connectTimeoutSeconds ?? defaultTimeoutSeconds,
    timing,
  });
  await logIn(client, {
    settings,
    identities,
    stepSeconds: Math.max(dialSeconds(settings, options), connectTimeoutSeconds ?? defaultTimeoutSeconds),
    checkKey: (key) => checkHostKey(settings, known, key, options),
    config: {
      sock: socket as SocketOfClient,
      keepaliveInterval: keepaliveSeconds(settings, timing) * 1000,
      keepaliveCountMax: unansweredKeepalives,
      algorithms: {
        serverHostKey: orderHostKeyAlgorithms(known.ofHost, settings.hostKeys.algorithms),
        cipher: only(settings.algorithms.ciphers),
        hmac: only(settings.algorithms.macs),
        kex: only(settings.algorithms.keyExchange),
      },
    },
  });
  return connection;
}

/** ssh2's own list, without what is not allowed. As ssh2's documentation has it, though its types do not. */
function only(allowed: readonly string[]): never {
  const names = allowed.map((name) => name.replace(/[^\w@-]/g, '\\$&'));
  return { remove: new RegExp(`^(?!(${names.join('|')})$)`) } as never;
}

function keepaliveSeconds({ timing }: SshSettings, { keepaliveSeconds: longest }: SshTiming): number {
  return Math.min(timing.serverAliveIntervalSeconds ?? longest, longest);
}

type SocketOfClient = Parameters<Client['connect']>[0]['sock'] & Duplex;

const unansweredKeepalives = 2;
const defaultTimeoutSeconds = 15;
