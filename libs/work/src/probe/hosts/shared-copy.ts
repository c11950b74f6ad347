import { formatRows, linkAbort, type Rows } from '@task-distributor/band';
import type { Member } from './host-team.ts';
import { patienceSeconds, tooLate } from './measure-all.ts';
import { type HostsContext, measureOnHost } from './measure-on-host.ts';
import type { RowsReport } from '../rows-report.ts';
import type { Size } from '../probe-size.ts';
import { reasonOf } from './reason-of.ts';

/** Rows that a host has rendered. */
export interface Share {
  readonly rows: Rows;
  readonly member: Member;
  readonly report: RowsReport;
}

/** A small copy of which each host renders some rows. */
export class SharedCopy {
  readonly #context: HostsContext;
  readonly #size: Size;
  readonly #members: readonly Member[];
  readonly #signal: AbortSignal;
  readonly #failed = new Set<Member>();
  /** How many shares each host has got. */
  readonly #shares = new Map<Member, number>();

  /** @param members the fastest first */
  constructor(context: HostsContext, size: Size, members: readonly Member[], signal: AbortSignal) {
    this.#context = context;
    this.#size = size;
    this.#members = members;
    this.#signal = signal;
  }

  /**
   * Lets a host render rows or, if it fails, another one.
   * @throws TdError with the last reason if all have failed; the signal's reason
   */
  async render(rows: Rows, first: Member): Promise<Share> {
    for (let member = first; ;) {
      this.#shares.set(member, (this.#shares.get(member) ?? 0) + 1);
      try {
        return { rows, member, report: await this.#renderOn(member, rows) };
      } catch (error) {
        this.#signal.throwIfAborted();
        this.#failed.add(member);
        const reason = reasonOf(error, member.address);
        const next = this.#next();
        if (next === undefined) throw error;
        this.#context.warn(
          `${reason}; ${next.name} renders rows ${formatRows(rows)} of the small picture instead`,
        );
        member = next;
      }
    }
  }

  async #renderOn(member: Member, rows: Rows): Promise<RowsReport> {
    const stop = linkAbort(this.#signal);
    const limit =
      patienceSeconds + 4 * (member.wallSeconds + this.#context.seconds / member.report.processors);
    const timer = setTimeout(() => stop.abort(tooLate(limit)), 1_000 * limit);
    try {
      return await measureOnHost(this.#context, member.address, { size: this.#size, rows }, stop.signal);
    } finally {
      clearTimeout(timer);
      stop.unlink();
    }
  }

  /** The host that has the fewest shares. */
  #next(): Member | undefined {
    const count = (member: Member): number => this.#shares.get(member) ?? 0;
    return this.#members.filter((member) => !this.#failed.has(member)).sort((a, b) => count(a) - count(b))[0];
  }
}
