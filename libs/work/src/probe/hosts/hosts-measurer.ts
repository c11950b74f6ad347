import type { Rows, Strip } from '@task-distributor/band';
import type { HostAddress } from '@task-distributor/remote';
import type { RunCosts } from '../block-costs.ts';
import type { Measurer } from '../estimate.ts';
import { blockRowsOf } from '../measure-rows.ts';
import type { Size } from '../probe-size.ts';
import { fine, meanCosts, meanStart, type Member } from './host-team.ts';
import type { Piece } from './join-picture.ts';
import { measureAll } from './measure-all.ts';
import type { HostsContext } from './measure-on-host.ts';
import { SharedCopy } from './shared-copy.ts';

/** Cuts rows of known costs into shares, on a grid. There are at least as many rows of the grid as shares. */
export type CutRows = (
  costs: readonly Strip[],
  image: { readonly height: number; readonly grid: number },
  shares: readonly number[],
) => readonly Rows[];

/** All hosts render the first copy, which shows how fast they are. Each renders a share of the second one. */
export class HostsMeasurer implements Measurer {
  /** Those that have rendered the first copy. All seconds are those of the first one's processors. */
  team: readonly Member[] = [];
  /** The last copy, from the top to the bottom. */
  pieces: readonly Piece[] = [];
  readonly #context: HostsContext;
  readonly #hosts: readonly HostAddress[];
  readonly #cut: CutRows;
  readonly #signal: AbortSignal;

  constructor(context: HostsContext, hosts: readonly HostAddress[], cut: CutRows, signal: AbortSignal) {
    this.#context = context;
    this.#hosts = hosts;
    this.#cut = cut;
    this.#signal = signal;
  }

  get speed(): number {
    return this.team.reduce((sum, { rate }) => sum + rate, 0);
  }

  async measure(size: Size, known: readonly Strip[] | null): Promise<RunCosts> {
    if (known !== null) return this.#share(size, known);
    this.team = await measureAll(this.#context, this.#hosts, size, this.#signal);
    const rows = { first: 1, last: size.height };
    this.pieces = [{ rows, size, picture: this.team[0]!.report.picture }];
    return meanCosts(this.team);
  }

  async #share(size: Size, known: readonly Strip[]): Promise<RunCosts> {
    const { image } = this.#context;
    const { height } = size;
    const grid = blockRowsOf({
      ...image,
      ...size,
      rows: { first: 1, last: height },
      program: '',
      format: '+FN',
    });
    const fastest = [...this.team].sort((a, b) => b.rate - a.rate);
    const members = fastest.slice(0, Math.ceil(height / grid));
    const rates = members.map(({ rate }) => rate);
    const cut = this.#cut(known, { height, grid }, rates);
    const copy = new SharedCopy(this.#context, size, fastest, this.#signal);
    const shares = await Promise.all(cut.map((rows, i) => copy.render(rows, members[i]!)));
    this.pieces = shares.map(({ rows, report: { picture } }) => ({ rows, size, picture }));
    const strips = shares.flatMap(({ report, member }) =>
      report.strips.map((strip) => ({ ...strip, seconds: strip.seconds * member.rate })),
    );
    const starts = shares.map(({ report, member }) => ({ report, rate: member.rate }));
    return { ...fine, startSeconds: meanStart(starts), strips };
  }
}
