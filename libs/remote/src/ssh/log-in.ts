import type { Readable } from 'node:stream';
import { deferred, type TdError } from '@task-distributor/band';
import type { AnyAuthMethod, Client, ClientErrorExtensions, ConnectConfig, NextAuthHandler } from 'ssh2';
import { authenticationError } from './authentication-error.ts';
import type { Identities } from './read-identities.ts';
import { ssh2ErrorMessage } from './ssh2-error-message.ts';
import { protocolCode, sshError, type SshStep } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';
import type { SshSettings } from './ssh-settings.ts';
import { type Greeting, watchGreeting } from './watch-greeting.ts';

export interface Login {
  readonly settings: SshSettings;
  readonly identities: Identities;
  /** Maximum time for each step. */
  readonly stepSeconds: number;
  /** Rejects where the host must not be trusted. */
  readonly checkKey: (key: Buffer) => Promise<void>;
  /** What else the client needs to know: socket, keepalive, algorithms. */
  readonly config: ConnectConfig & { sock: Readable };
}

/**
 * Exchanges keys with a host over its socket, checks its host key and logs in.
 * @throws TdError with the step that failed
 */
export async function logIn(client: Client, login: Login): Promise<void> {
  const outcome = deferred();
  const attempt = new LoginAttempt(login, outcome.reject);
  const onHandshake = (): void => attempt.enter('authentication');
  const onError = (error: Error & ClientErrorExtensions): void => {
    // Where an agent does not sign, the next key is tried.
    if (error.level !== 'agent') attempt.fail(ssh2ErrorMessage(error), error);
  };
  const onClose = (): void => attempt.fail(sshMessages.hostClosed);
  client.once('handshake', onHandshake).once('ready', outcome.resolve);
  client.on('error', onError).on('close', onClose);
  try {
    attempt.enter('key exchange');
    client.connect({
      ...login.config,
      username: login.settings.user,
      // Each step has its own timeout here.
      readyTimeout: 0,
      hostVerifier: (key: Buffer, answer: (isValid: boolean) => void) => attempt.verify(key, answer),
      authHandler: (left, _partial, next) => attempt.nextMethod(left, next),
    });
    await outcome.promise;
  } finally {
    attempt.end();
    login.identities.agent?.close();
    client.off('handshake', onHandshake).off('ready', outcome.resolve);
    client.off('error', onError).off('close', onClose);
  }
}

/** The progress of a login, from which the error is made when it fails. */
class LoginAttempt {
  readonly #login: Login;
  readonly #reject: (error: TdError) => void;
  readonly #methods: AnyAuthMethod[];
  readonly #insteadOfAgent: AnyAuthMethod[];
  #step: SshStep = 'key exchange';
  #methodsLeft: readonly string[] = [];
  #isDenied = false;
  readonly #greeting: () => Greeting | null;
  #accepted: Buffer | null = null;
  #refusal: TdError | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(login: Login, reject: (error: TdError) => void) {
    this.#login = login;
    this.#reject = reject;
    this.#greeting = watchGreeting(login.config.sock);
    // As ssh does: the host may want nothing (an empty password), and at least names its methods.
    this.#methods = [{ type: 'none', username: login.settings.user }, ...login.identities.methods];
    this.#insteadOfAgent = [...login.identities.insteadOfAgent];
  }

  enter(step: SshStep): void {
    this.#step = step;
    this.end();
    this.#timer = setTimeout(() => this.#tooLate(), this.#login.stepSeconds * 1000);
  }

  fail(reason: string, cause?: unknown): void {
    const { settings, identities } = this.#login;
    if (this.#refusal !== null) this.#reject(this.#refusal);
    else if (this.#step === 'authentication') {
      const why = this.#isDenied ? null : reason;
      this.#reject(authenticationError(settings, identities, this.#methodsLeft, why));
    } else this.#reject(this.#handshakeError(reason, cause));
  }

  #handshakeError(reason: string, cause: unknown): TdError {
    const { host } = this.#login.settings;
    const step = this.#step;
    if (isAboutProtocol(cause) && reason !== sshMessages.hungUp) {
      const beyondSsh2 = sshMessages.protocolBeyondSsh2(reason);
      return sshError(host, step, reason, { cause, beyondSsh2, code: protocolCode });
    }
    const greeting = step === 'key exchange' ? this.#greeting() : null;
    if (greeting === null) return sshError(host, step, reason, { cause });
    return sshError(host, step, greeting.reason, {
      cause,
      ...(greeting.isSsh ? {} : { code: protocolCode }),
    });
  }

  /**
   * The server shows its key again each time that the session keys are renewed. Then ssh2 needs the answer at once: if it
   * comes later, and data is on the way, the connection is lost.
   */
  verify(key: Buffer, answer: (isValid: boolean) => void): void {
    if (this.#accepted?.equals(key)) answer(true);
    else void this.#check(Buffer.from(key)).then(answer);
  }

  async #check(key: Buffer): Promise<boolean> {
    try {
      await this.#login.checkKey(key);
      this.#accepted = key;
    } catch (error) {
      this.#refusal = error as TdError;
    }
    return this.#refusal === null;
  }

  /** @param left null at first, though the types do not allow it */
  nextMethod(left: readonly string[] | null, next: NextAuthHandler): void {
    this.#methodsLeft = left ?? this.#methodsLeft;
    const method = this.#methods.shift() ?? this.#nextInsteadOfAgent();
    this.#isDenied = method === undefined;
    next(method ?? noMoreMethods);
  }

  #nextInsteadOfAgent(): AnyAuthMethod | undefined {
    return this.#login.identities.agent?.isSilent ? this.#insteadOfAgent.shift() : undefined;
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  /** While the agent signs, the host is not the one to wait for. */
  #tooLate(): void {
    if (this.#login.identities.agent?.isSigning) this.enter(this.#step);
    else this.fail(sshMessages.noAnswerWithin(this.#login.stepSeconds));
  }
}

/** Whether the host speaks SSH in a way that ssh2 does not know: key exchange, ciphers, MACs, formats. */
function isAboutProtocol(error: unknown): boolean {
  const { level } = (error ?? {}) as ClientErrorExtensions;
  return level === 'handshake' || level === 'protocol';
}

// As ssh2's documentation has it, though its types do not.
const noMoreMethods = false as unknown as AnyAuthMethod;
