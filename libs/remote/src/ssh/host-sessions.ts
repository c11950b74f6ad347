import { deferred, type Deferred, sleep, untilAborted } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import type { HostProcess } from '../launcher.ts';
import { SessionRefused } from './ssh-error.ts';

/** A connection to a host, on which processes are started. */
export interface SessionConnection {
  /** @throws SessionRefused if the host takes no more on this connection; TdError; the signal's reason */
  start(commandLine: string, signal: AbortSignal): Promise<HostProcess>;
}

/** The processes of all hosts. */
export class HostSessions {
  readonly #connect: (host: HostAddress, number: number) => Promise<SessionConnection>;
  readonly #hosts = new Map<string, SharedSessions>();

  /** @param connect gives the connection of that number to a host, from 1; a new one where there is none, or no longer */
  constructor(connect: (host: HostAddress, number: number) => Promise<SessionConnection>) {
    this.#connect = connect;
  }

  /** @throws TdError; the signal's reason */
  start(host: HostAddress, commandLine: string, signal: AbortSignal): Promise<HostProcess> {
    const name = formatHostAddress(host);
    const sessions = this.#hosts.get(name) ?? new SharedSessions((number) => this.#connect(host, number));
    this.#hosts.set(name, sessions);
    return sessions.start(commandLine, signal);
  }
}

/**
 * The processes of one host, over as few connections as it permits: an sshd takes ten sessions on each, or as many as its
 * MaxSessions says. Where no further connection can be made, a process waits until another has ended.
 */
class SharedSessions {
  readonly #connect: (number: number) => Promise<SessionConnection>;
  readonly #lanes: Lane[] = [];
  #waiting: Deferred<void>[] = [];
  #canConnectMore = true;

  constructor(connect: (number: number) => Promise<SessionConnection>) {
    this.#connect = connect;
  }

  /** @throws TdError; the signal's reason */
  async start(commandLine: string, signal: AbortSignal): Promise<HostProcess> {
    for (;;) {
      const lane = this.#freeLane();
      if (lane === null) {
        await this.#nextEnd(signal);
        continue;
      }
      lane.running += 1;
      try {
        const connection = await untilAborted(this.#connect(lane.number), signal);
        const process = await connection.start(commandLine, signal);
        void process.ended.then(() => {
          lane.ended = performance.now();
          this.#leave(lane);
        });
        return process;
      } catch (error) {
        this.#leave(lane);
        if (signal.aborted) throw error;
        if (hasJustEnded(lane, error)) await sleep(releaseMs, signal);
        else if (!this.#mayTryAgain(lane, error)) throw error;
      }
    }
  }

  #freeLane(): Lane | null {
    const free = this.#lanes.find(({ running, most }) => running < most);
    if (free !== undefined || !this.#canConnectMore) return free ?? null;
    const lane = { number: this.#lanes.length + 1, running: 0, most: Infinity, ended: -Infinity };
    this.#lanes.push(lane);
    return lane;
  }

  #mayTryAgain(lane: Lane, error: unknown): boolean {
    if (error instanceof SessionRefused && lane.running > 0) {
      lane.most = Math.min(lane.most, lane.running);
      return true;
    }
    const isFirst = lane.number === 1;
    const othersRun = this.#lanes.some((other) => other !== lane && other.running > 0);
    if (isFirst || lane.running > 0 || !othersRun) return false;
    lane.most = 0;
    this.#canConnectMore = false;
    return true;
  }

  #leave(lane: Lane): void {
    lane.running -= 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve } of waiting) resolve();
  }

  #nextEnd(signal: AbortSignal): Promise<void> {
    const end = deferred();
    this.#waiting.push(end);
    return untilAborted(end.promise, signal);
  }
}

/** One connection, whether it is there or not. */
interface Lane {
  readonly number: number;
  running: number;
  /** As many processes as the host has permitted. */
  most: number;
  /** When the last process ended, on the clock of performance.now(). */
  ended: number;
}

/** Whether the host takes no further process because it has not noticed yet that the last one has ended. */
function hasJustEnded({ running, ended }: Lane, error: unknown): boolean {
  return error instanceof SessionRefused && running === 0 && performance.now() - ended < patienceMs;
}

const patienceMs = 2_000;
const releaseMs = 50;
