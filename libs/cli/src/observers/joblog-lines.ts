import {
  type AttemptEnded,
  type BlocksEnded,
  formatRows,
  isBand,
  type JobEvent,
  type JobOpened,
  type JobPlanned,
} from '@task-distributor/band';

/** What the events do not say about a job. */
export interface JoblogJob {
  /** Path of the scene; null = not known. */
  readonly scene: string | null;
  /** Listed ones, as `[user@]name[:port]`; none = this machine. */
  readonly hosts: readonly string[];
  /** When the command started, in milliseconds since the epoch; null = not known. */
  readonly start: number | null;
}

/**
 * The lines of a joblog (docs/joblog.md): one about the job, one for every attempt at a band, and at the end one about the plan, if
 * there was an estimate, and one about the phases. Times are in milliseconds since the epoch, on one clock.
 */
export class JoblogLines {
  readonly #job: JoblogJob;
  #planned: { readonly plan: JobPlanned; readonly at: number } | null = null;
  #opened: number | null = null;
  /** When the last band was there. */
  #rendered: number | null = null;
  /** When the image was, and the folder was cleaned up. */
  #finished: number | null = null;

  constructor(job: JoblogJob) {
    this.#job = job;
  }

  /** @returns what is to be written now, each line with its newline */
  see(event: JobEvent, at: number): string[] {
    if (isBand(event)) {
      if (event.state === 'done' || event.state === 'ended') this.#rendered = at;
      return [];
    }
    if (event.type === 'opened') return [this.#open(event, at)];
    if (event.type === 'attempt') return [lineOf(event)];
    if (event.type === 'blocks') return [blocksLineOf(event)];
    if (event.type === 'planned') this.#planned = { plan: event, at };
    if (event.type === 'closed' && this.#finished !== null) this.#finished = at;
    if (event.type !== 'composed') return [];
    this.#finished = at;
    return this.#planLines(at);
  }

  /** @returns what is to be written after the last event */
  end(): string[] {
    return [...this.#planLines(null), ...this.#phasesLines()];
  }

  #open({ job, width, height }: JobOpened, at: number): string {
    this.#opened = at;
    const { scene, hosts } = this.#job;
    return encode({ type: 'job', job, width, height, scene, hosts, start: new Date(at).toISOString() });
  }

  /** @param at when the image was written; null = it was not */
  #planLines(at: number | null): string[] {
    if (this.#planned === null) return [];
    const { plan, at: start } = this.#planned;
    this.#planned = null;
    if (plan.expectedSeconds === null) return [];
    const { cut, bands, hosts, expectedSeconds, evenSeconds } = plan;
    const seconds = between(start, at);
    return [
      encode({ type: 'plan', cut, bands, hosts, expected: expectedSeconds, even: evenSeconds, seconds }),
    ];
  }

  #phasesLines(): string[] {
    if (this.#opened === null) return [];
    return [
      encode({
        type: 'phases',
        sequential1: between(this.#job.start, this.#opened),
        parallel: between(this.#opened, this.#rendered),
        sequential2: between(this.#rendered, this.#finished),
      }),
    ];
  }
}

/** Seconds. */
function between(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.max(0, to - from) / 1_000;
}

function lineOf({ rows, host, attempt, start, end, outcome }: AttemptEnded): string {
  const { exitCode, reason, report, way, cutFrom } = outcome;
  const facts = {
    band: formatRows(rows),
    host,
    attempt,
    ...timesOf(start, end),
    exit: exitCode,
    bytes: report.bytes,
    parse: report.parseSeconds,
    trace: report.traceSeconds,
    launch: report.launchSeconds ?? null,
    continued: report.continued ?? null,
    cut: cutFrom ? formatRows(cutFrom) : null,
    reason,
    via: way?.name ?? null,
    why: way?.reason ?? null,
  };
  return `${JSON.stringify(facts)}\n`;
}

function blocksLineOf({ rows, blocks, host, start, end, reason, report }: BlocksEnded): string {
  const facts = {
    type: 'blocks',
    band: formatRows(rows),
    blocks: formatRows(blocks),
    host,
    ...timesOf(start, end),
    launch: report.launchSeconds ?? null,
    reason,
  };
  return `${JSON.stringify(facts)}\n`;
}

function timesOf(start: Date, end: Date): { start: string; end: string; seconds: number } {
  const seconds = (end.getTime() - start.getTime()) / 1_000;
  return { start: start.toISOString(), end: end.toISOString(), seconds };
}

/** Seconds to the millisecond. */
function encode(facts: object): string {
  return `${JSON.stringify(facts, (_, value: unknown) => rounded(value))}\n`;
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}
