import type { Duplex } from 'node:stream';
import { type TdError, untilAborted, withDeadline } from '@task-distributor/band';
import type { AnyAuthMethod, AuthHandlerMiddleware, Client, ClientChannel } from 'ssh2';
import { quoteCommand } from '../quote-argument.ts';
import { checkHostKey } from './check-host-key.ts';
import { dial } from './dial.ts';
import { orderHostKeyAlgorithms } from './judge-host-key.ts';
import { findKnownKeys } from './known-hosts.ts';
import { loadSsh2 } from './load-ssh2.ts';
import { readIdentities, type Identities } from './read-identities.ts';
import type { SshSettings } from './read-ssh-settings.ts';
import { networkErrorMessage, sshError, type SshStep } from './ssh-error.ts';

export interface ConnectOptions {
  /** Take a key that is not known, and add it to known_hosts. */
  readonly acceptNew: boolean;
  /** For the TCP connection, instead of ssh_config's, and for each further step. */
  readonly connectTimeoutSeconds: number | undefined;
  /** Told what the user should know, as OpenSSH tells it on stderr. */
  readonly notify: (line: string) => void;
  /** Gives up connecting. */
  readonly signal: AbortSignal;
}

/** A connection to one host: a channel for each worker. */
export interface SshConnection {
  readonly settings: SshSettings;
  /**
   * Starts a command line. `attach` gets the channel before anything has come over it: its end can be in the same
   * packet as its beginning, and an event without a listener is gone. `exit` may never come: see `lost`.
   */
  exec<T>(commandLine: string, attach: (channel: ClientChannel) => T): Promise<T>;
  /** A way on to another host, seen from this one. */
  forward(hostName: string, port: number): Promise<Duplex>;
  /** Why the connection is gone; null while it is there. */
  lostBecause(): string | null;
  /** Resolves with the reason once the connection is gone. Never rejects. */
  readonly lost: Promise<string>;
  /** Ends it; resolves when it has gone, after two seconds at the latest. */
  end(): Promise<void>;
}

// A connection that died is noticed after one interval of silence and two that nobody answers: 15 s.
const longestKeepaliveSeconds = 5;
const unansweredKeepalives = 2;
const defaultConnectSeconds = 15;

/**
 * Connects, checks the host key and logs in.
 * @param through the connection to the hop before; null = from here
 * @throws TdError that says which host, which step, and what to try; within three times the deadline of a step
 */
export async function connectSsh(
  settings: SshSettings,
  through: SshConnection | null,
  options: ConnectOptions,
): Promise<SshConnection> {
  const seconds = options.connectTimeoutSeconds ?? settings.connectTimeoutSeconds ?? defaultConnectSeconds;
  // First of all, so that the host prepares itself while the rest is read here.
  const dialing: Promise<Duplex> =
    through?.forward(settings.hostName, settings.port) ?? dial(settings, seconds * 1000, options.signal);
  const reading = readWhatIsKnown(settings);
  await Promise.allSettled([dialing, reading]);
  const sock = await dialing;
  const { ssh2, known, identities } = await reading.catch((error: unknown) => {
    sock.destroy();
    throw error;
  });
  // ssh2 would wait for what has been and gone.
  if (sock.destroyed || sock.readableEnded) throw sshError(settings.host, 'key exchange', hungUp);
  const client = new ssh2.Client();
  const loss = watchLoss(client);
  const login = logIn(client, settings, identities, {
    stepSeconds: options.connectTimeoutSeconds ?? Math.max(seconds, defaultConnectSeconds),
    start: (hooks) =>
      client.connect({
        sock: sock as Parameters<Client['connect']>[0]['sock'] & Duplex,
        username: settings.user,
        // Deadlines are ours, one for each step.
        readyTimeout: 0,
        keepaliveInterval:
          1000 *
          Math.min(settings.serverAliveIntervalSeconds ?? longestKeepaliveSeconds, longestKeepaliveSeconds),
        keepaliveCountMax: unansweredKeepalives,
        algorithms: { serverHostKey: orderHostKeyAlgorithms(known, settings.hostKeyAlgorithms) },
        hostVerifier: (key: Buffer, verify: (isValid: boolean) => void) => {
          checkHostKey(settings, known, key, options).then(
            () => verify(true),
            (error: TdError) => {
              hooks.refuse(error);
              verify(false);
            },
          );
        },
        authHandler: hooks.nextMethod,
      }),
  });
  try {
    await untilAborted(login, options.signal);
  } catch (error) {
    client.destroy();
    sock.destroy();
    throw error;
  }
  return openConnection(client, settings, loss, options.connectTimeoutSeconds ?? defaultConnectSeconds);
}

/** What a login needs of this machine: the host's keys, the user's, and ssh2. */
async function readWhatIsKnown(settings: SshSettings) {
  const finding = findKnownKeys(settings);
  finding.catch(() => undefined);
  const ssh2 = await loadSsh2();
  const [known, identities] = await Promise.all([finding, readIdentities(settings, ssh2)]);
  return { ssh2, known, identities };
}

interface LoginHooks {
  refuse(error: TdError): void;
  readonly nextMethod: AuthHandlerMiddleware;
}

/** Resolves once the client is logged in. ssh2's own errors are put into words here. */
function logIn(
  client: Client,
  settings: SshSettings,
  identities: Identities,
  { stepSeconds, start }: { stepSeconds: number; start: (hooks: LoginHooks) => void },
): Promise<void> {
  const { host } = settings;
  let step: SshStep = 'key exchange';
  let methodsLeft: readonly string[] = [];
  let refusal: TdError | null = null;
  let timer: NodeJS.Timeout | undefined;
  // With nothing to show, `none` at least makes the server say what it wants.
  const methods = identities.methods.length > 0 ? [...identities.methods] : [none(settings.user)];
  const login = new Promise<void>((resolve, reject) => {
    const fail = (reason: string, cause?: unknown): void => {
      if (refusal !== null) reject(refusal);
      else if (step === 'authentication')
        reject(authenticationError(settings, identities, methodsLeft, reason));
      else reject(sshError(host, step, reason, { cause }));
    };
    const enter = (next: SshStep): void => {
      step = next;
      clearTimeout(timer);
      timer = setTimeout(() => fail(`no answer within ${stepSeconds} s`), stepSeconds * 1000);
    };
    enter('key exchange');
    client.once('handshake', () => enter('authentication'));
    client.on('ready', resolve);
    client.on('error', (error) => {
      // An agent that does not sign is no end: the next key is tried.
      if (error.level !== 'agent') fail(ssh2ErrorMessage(error), error);
    });
    client.on('close', () => fail('the host closed the connection'));
    start({
      refuse: (error) => {
        refusal = error;
      },
      // The types do not say it: null comes first, and false is the end.
      nextMethod: (left: readonly string[] | null, _partial, next) => {
        methodsLeft = left ?? methodsLeft;
        next((methods.shift() ?? false) as AnyAuthMethod);
      },
    });
  });
  return login.finally(() => clearTimeout(timer));
}

function none(username: string): AnyAuthMethod {
  return { type: 'none', username };
}

function authenticationError(
  settings: SshSettings,
  { locked, unusable, tried }: Identities,
  methodsLeft: readonly string[],
  reason: string,
): TdError {
  const { host, user } = settings;
  const denied = reason.startsWith('All configured authentication methods failed');
  const wanted = methodsLeft.length === 0 ? '' : ` (${methodsLeft.join(',')})`;
  const what = denied ? `Permission denied${wanted} for ${user}` : reason;
  const shown = tried.length === 0 ? 'there was no key to show' : `tried ${tried.join(', ')}`;
  const notUsed = unusable.length === 0 ? '' : `, cannot use ${unusable.join(', ')}`;
  const text = `${what}; ${shown}${notUsed}`;
  if (locked.length > 0) {
    const advice = `the key needs its passphrase: ${quoteCommand(['ssh-add', ...locked])}`;
    return sshError(host, 'authentication', text, { advice });
  }
  const isBeyond = unusable.length > 0 || (methodsLeft.length > 0 && !methodsLeft.includes('publickey'));
  return sshError(host, 'authentication', text, isBeyond ? { advice: 'use --via openssh' } : {});
}

function ssh2ErrorMessage(error: Error & { level?: string }): string {
  if (error.message === 'Connection lost before handshake') return hungUp;
  return error.level === 'client-socket' ? networkErrorMessage(error) : error.message;
}

const hungUp =
  "the host closed the connection before it said anything (too many at once for sshd's MaxStartups, or no sshd)";

interface Loss {
  readonly lost: Promise<string>;
  lostBecause(): string | null;
  /** The first reason counts. */
  lose(reason: string): void;
}

function watchLoss(client: Client): Loss {
  let reason: string | null = null;
  let resolveLost!: (reason: string) => void;
  const lost = new Promise<string>((resolve) => {
    resolveLost = resolve;
  });
  const lose = (because: string): void => {
    reason ??= because;
    resolveLost(reason);
  };
  client.on('error', (error) => {
    if (error.level === 'agent') return;
    const isSilent = error.message === 'Keepalive timeout';
    lose(`connection lost: ${isSilent ? 'the host does not answer' : ssh2ErrorMessage(error)}`);
  });
  client.on('end', () => lose('connection lost: the host closed it'));
  client.on('close', () => lose('connection lost: the host closed it'));
  return { lost, lostBecause: () => reason, lose };
}

function openConnection(
  client: Client,
  settings: SshSettings,
  { lost, lostBecause, lose }: Loss,
  channelSeconds: number,
): SshConnection {
  const { host } = settings;
  const openChannel = <C extends Duplex, T>(
    open: (callback: (error: Error | undefined, channel: C) => void) => void,
    attach: (channel: C) => T,
  ): Promise<T> => {
    let isLate = false;
    const attached = new Promise<T>((resolve, reject) => {
      const refuse = (cause: Error): void => {
        const reason = lostBecause() ?? channelErrorMessage(cause);
        reject(sshError(host, 'opening a channel', reason, { cause }));
      };
      void lost.then((reason) => reject(sshError(host, 'opening a channel', reason)));
      try {
        open((error, channel) => {
          if (error) refuse(error);
          else if (isLate) channel.destroy();
          else resolve(attach(channel));
        });
      } catch (error) {
        refuse(error as Error);
      }
    });
    return withDeadline(attached, channelSeconds * 1000, () => {
      isLate = true;
      return sshError(host, 'opening a channel', `no answer within ${channelSeconds} s`);
    });
  };
  return {
    settings,
    exec: (commandLine, attach) => openChannel((callback) => client.exec(commandLine, callback), attach),
    forward: (hostName, port) =>
      openChannel<ClientChannel, Duplex>(
        (callback) => client.forwardOut('127.0.0.1', 0, hostName, port, callback),
        (channel) => channel,
      ),
    lost,
    lostBecause,
    end: async () => {
      client.end();
      lose('the connection was closed from here');
      // Its answer may never come.
      const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
      await withDeadline(closed, 2000, () => new Error('late')).catch(() => undefined);
      client.destroy();
    },
  };
}

function channelErrorMessage(error: Error & { reason?: unknown }): string {
  const refused = error.message.startsWith('(SSH) Channel open failure');
  const hint = refused ? " (more at once than sshd's MaxSessions, or not allowed there?)" : '';
  return `${error.message.replace(/^\(SSH\) Channel open failure: /, 'the host refused it: ')}${hint}`;
}
