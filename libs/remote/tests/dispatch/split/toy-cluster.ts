import type { Rows } from '@task-distributor/band';
import { costs } from './costs.ts';
import { SplitPlanner } from '../../../src/dispatch/split-planner.ts';

export interface ToyHost {
  readonly name: string;
  readonly weight: number;
  /** Cost of rows that it renders in a second. */
  speed(now: number): number;
}

export interface ToyJob {
  readonly hosts: readonly ToyHost[];
  readonly bands: readonly Rows[];
  costOfRow(row: number): number;
  readonly launch: number;
  /** Whether the planner knows the costs. */
  readonly areCostsKnown: boolean;
  /** Whether a worker does what it is asked to. */
  readonly answer?: 'keeps' | 'refuses' | 'nothing';
}

interface Attempt {
  readonly key: string;
  rows: Rows;
  readonly host: ToyHost;
  left: number;
  row: number;
  wasCut: boolean;
  tail: number;
}

const step = 0.05;
const blockRows = 8;

/** Renders a made-up job on a virtual clock, in small steps. @returns seconds, and the rows of the bands as they were at their ends */
export function renderOnToyCluster(job: ToyJob): {
  seconds: number;
  rendered: Rows[];
  splits: number;
  asked: number;
} {
  const planner = new SplitPlanner({
    blockRows,
    launchSeconds: 1,
    ...(job.areCostsKnown ? { costs: costs((row) => job.costOfRow(row)) } : {}),
  });
  const waiting = [...job.bands];
  const running = new Map<string, Attempt>();
  const rendered: Rows[] = [];
  let [now, splits, asked, started] = [0, 0, 0, 0];
  for (; waiting.length > 0 || running.size > 0; now += step) {
    if (now > 10_000) throw new Error('the toy job does not end');
    for (const host of job.hosts) {
      if ([...running.values()].some((attempt) => attempt.host === host)) continue;
      const rows = waiting.shift();
      if (rows !== undefined) {
        const key = String((started += 1));
        running.set(key, {
          key,
          rows,
          host,
          left: job.launch,
          row: rows.first - 1,
          wasCut: false,
          tail: job.launch,
        });
        planner.started(key, rows, host.name, host.weight, now);
        continue;
      }
      const idle = job.hosts.length - running.size;
      const plan = planner.plan(host, now, idle);
      if (plan === null || 'blocks' in plan) continue;
      asked += 1;
      const attempt = running.get(plan.key)!;
      if (job.answer === 'nothing') continue;
      const whole = attempt.rows.first - 1;
      const least = whole + Math.ceil((attempt.row - whole + 0.001) / blockRows) * blockRows;
      const last = job.answer === 'refuses' ? attempt.rows.last : Math.max(plan.last, least);
      if (last < attempt.rows.last) {
        waiting.push({ first: last + 1, last: attempt.rows.last });
        attempt.rows = { first: attempt.rows.first, last };
        attempt.wasCut = true;
        splits += 1;
      }
      planner.split(plan.key, attempt.rows, now);
    }
    const isReport = Math.round(now / step) % Math.round(1 / step) === 0;
    for (const attempt of running.values()) {
      advance(attempt, job, now);
      const { rows, row, key } = attempt;
      const isRendered = row >= rows.last;
      if (isRendered && attempt.wasCut) attempt.tail -= step;
      if (isRendered && (!attempt.wasCut || attempt.tail <= 0)) {
        running.delete(key);
        rendered.push(rows);
        planner.ended(key);
      } else if (attempt.left <= 0 && isReport) {
        const block = Math.floor((row - rows.first + 1) / blockRows) * blockRows;
        const percent = Math.floor((100 * (row - rows.first + 1)) / (rows.last - rows.first + 1));
        planner.progressed(
          key,
          { lastRow: Math.min(rows.last, rows.first - 1 + block), percent },
          now + step,
        );
      }
    }
  }
  return { seconds: now, rendered, splits, asked };
}

function advance(attempt: Attempt, job: ToyJob, now: number): void {
  if (attempt.left > 0) {
    attempt.left -= step;
    return;
  }
  let work = attempt.host.speed(now) * step;
  while (work > 0 && attempt.row < attempt.rows.last) {
    const next = Math.floor(attempt.row) + 1;
    const cost = job.costOfRow(next);
    const share = Math.min(next - attempt.row, work / cost);
    attempt.row = share === next - attempt.row ? next : attempt.row + share;
    work -= share * cost;
  }
}

/** Seconds that the job takes at least, with one launch on each host. */
export function lowerBound(job: ToyJob): number {
  const height = Math.max(...job.bands.map(({ last }) => last));
  let cost = 0;
  for (let row = 1; row <= height; row += 1) cost += job.costOfRow(row);
  const speed = job.hosts.reduce((sum, host) => sum + host.speed(0), 0);
  return cost / speed + job.launch;
}

export function evenBands(height: number, count: number): Rows[] {
  return Array.from({ length: count }, (_, i) => ({
    first: Math.floor((height * i) / count) + 1,
    last: Math.floor((height * (i + 1)) / count),
  }));
}
