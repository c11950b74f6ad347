import { connect } from 'node:net';
import { deferred, untilAborted, withDeadline } from '@task-distributor/band';
import type { AgentProtocol, ParsedKey, SigningRequestOptions } from 'ssh2';
import type { Ssh2 } from './load-ssh2.ts';

/**
 * The user's ssh agent. ssh2's own class waits for an answer for ever, and keeps the process alive meanwhile. Here each
 * question has a deadline, and a socket of its own, which is destroyed when the question is answered or given up.
 */
export class SshAgent {
  /** The path of its socket. */
  readonly path: string;
  readonly #ssh2: Ssh2;
  readonly #answerSeconds: number;
  readonly #closing = new AbortController();
  #signing = 0;
  #gaveUp = false;

  /** @param answerSeconds maximum time to list the keys; three times as long to sign, since it may ask a person */
  constructor(ssh2: Ssh2, path: string, answerSeconds: number) {
    this.path = path;
    this.#ssh2 = ssh2;
    this.#answerSeconds = answerSeconds;
  }

  get isSigning(): boolean {
    return this.#signing > 0;
  }

  /** Whether a question has no answer: it was given up, or is still open. */
  get isSilent(): boolean {
    return this.#gaveUp || this.isSigning;
  }

  /** None where there is no agent, or where it does not answer. */
  keys(signal: AbortSignal): Promise<ParsedKey[]> {
    const ask: Question<ParsedKey[]> = (protocol, answer) => protocol.getIdentities(answer);
    return this.#ask(ask, this.#answerSeconds, signal).catch(() => []);
  }

  /** @throws an Error where it refuses, or does not answer */
  async sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions): Promise<Buffer> {
    const ask: Question<Buffer> = (protocol, answer) =>
      void protocol.sign(key, data, options, (error, signature) => answer(error ?? undefined, signature));
    this.#signing += 1;
    try {
      return await this.#ask(ask, 3 * this.#answerSeconds, this.#closing.signal);
    } finally {
      this.#signing -= 1;
    }
  }

  /** Gives up signing. */
  close(): void {
    this.#closing.abort(new Error('The agent is not needed any more'));
  }

  /** Once it has not answered, nothing more is asked. */
  async #ask<Answer>(ask: Question<Answer>, seconds: number, signal: AbortSignal): Promise<Answer> {
    if (this.#gaveUp) throw noAnswer();
    signal.throwIfAborted();
    const { promise, resolve, reject } = deferred<Answer>();
    const protocol = new this.#ssh2.AgentProtocol(true);
    const socket = connect(this.path);
    for (const stream of [socket, protocol]) stream.on('error', reject);
    socket.on('close', () => reject(new Error('The agent closed the connection')));
    protocol.pipe(socket).pipe(protocol);
    ask(protocol, (error, answer) => (error ? reject(error) : resolve(answer!)));
    try {
      return await withDeadline(untilAborted(promise, signal), seconds * 1000, () => {
        this.#gaveUp = true;
        return noAnswer();
      });
    } finally {
      socket.destroy();
    }
  }
}

type Question<Answer> = (
  protocol: AgentProtocol,
  answer: (error: Error | undefined, answer?: Answer) => void,
) => void;

function noAnswer(): Error {
  return new Error('The agent did not answer');
}
