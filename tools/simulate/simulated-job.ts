import { type Band, type JobEvent, type Rows, splitBand } from '@task-distributor/band';
import {
  type Assignment,
  type AttemptProgress,
  DispatchQueue,
  plansForIdle,
  SplitPlanner,
  Task,
} from '@task-distributor/remote';
import { launchSeconds, type Scenario } from './scenario.ts';
import type { Plan } from './schedules/schedules.ts';
import { SimulatedAttempt } from './simulated-attempt.ts';
import { type PlannedCut, type PlannedShare, SimulatedHelps } from './simulated-helps.ts';
import type { SimulatedHost } from './simulated-host.ts';
import { Stopwatch } from './stopwatch.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface JobResult {
  /** Seconds from the start until the last band has ended. */
  readonly makespan: number;
  /** The bands that have ended. */
  readonly rows: readonly Rows[];
  readonly cuts: number;
  /** How often a host has rendered blocks for an attempt on another one. */
  readonly helps: number;
  /** Seconds of real time that the queue and the planner have taken for their decisions. */
  readonly decisionSeconds: number;
}

type PooledHost = Assignment['host'];

/** Called with what a watcher of the job would see. @param at seconds since its start */
type Watch = (event: JobEvent, at: number) => void;

interface Running {
  readonly assignment: Assignment;
  readonly attempt: SimulatedAttempt;
  /** Whether it was asked to end earlier, and has not answered. */
  isAsked: boolean;
  /** Percentage that was last reported, and when. */
  reported: { percent: number; at: number };
}

/** One job on a virtual clock, driven by the queue and the planner that td-dispatch uses. */
export class SimulatedJob {
  readonly #scenario: Scenario;
  readonly #plan: Plan;
  readonly #clock = new VirtualClock();
  readonly #queue = new DispatchQueue({ reassign: true });
  readonly #planner: SplitPlanner;
  readonly #hosts: Map<string, SimulatedHost>;
  readonly #helps: SimulatedHelps;
  readonly #running = new Map<string, Running>();
  readonly #ended: Rows[] = [];
  readonly #stopwatch = new Stopwatch();
  #attempts = 0;
  #asked = 0;
  #cuts = 0;
  #rowsToDo: number;

  readonly #watch: Watch;

  constructor(scenario: Scenario, plan: Plan, watch: Watch = () => undefined) {
    this.#watch = watch;
    const { picture, hosts, launch } = scenario;
    this.#scenario = scenario;
    this.#plan = plan;
    this.#rowsToDo = picture.height;
    this.#hosts = new Map(hosts.map((host) => [host.name, host]));
    const layout = picture.layout;
    this.#planner = new SplitPlanner({ ...layout, launchSeconds: launchSeconds(launch, 1) });
    this.#helps = new SimulatedHelps({
      scenario,
      clock: this.#clock,
      planner: this.#planner,
      stopwatch: this.#stopwatch,
    });
  }

  run(): JobResult {
    const { probe } = this.#plan;
    this.#begin();
    if (probe !== null) this.#clock.at(probe.endsAt, () => this.#planner.setCosts(probe.costs));
    this.#clock.at(this.#plan.beginsAt, () => {
      for (const host of this.#scenario.hosts.filter(({ from }) => from <= this.#clock.now)) this.#join(host);
      this.#queueBands();
      this.#fill();
    });
    for (const host of this.#scenario.hosts.filter(({ from }) => from > this.#plan.beginsAt)) {
      this.#clock.at(host.from, () => {
        this.#join(host);
        this.#fill();
      });
    }
    this.#tick();
    this.#clock.run(() => this.#rowsToDo === 0);
    if (this.#rowsToDo > 0)
      throw new Error(`Expected all rows to be rendered, ${this.#rowsToDo} are missing`);
    const decisionSeconds = this.#stopwatch.seconds;
    const [cuts, helps] = [this.#cuts, this.#helps.started];
    return { makespan: this.#clock.now, rows: this.#ended, cuts, helps, decisionSeconds };
  }

  #begin(): void {
    const { hosts } = this.#scenario;
    this.#emit({
      type: 'hosts',
      hosts: hosts.map(({ name, weight }) => ({ name, slots: 1, weight })),
      splits: this.#plan.splits,
    });
  }

  #emit(event: JobEvent): void {
    this.#watch(event, this.#clock.now);
  }

  #emitBand({ task, host }: Assignment, state: Band['state'], info: string | null = null): void {
    this.#emit({ ...task.band, host: host.name, state, info });
  }

  #join({ name, weight }: SimulatedHost): void {
    this.#queue.hosts.add(addressOf(name), 1, weight);
  }

  #queueBands(): void {
    for (const { first, last, host } of this.#plan.bands) {
      const home = host === null ? null : this.#queue.hosts.add(addressOf(host), 1);
      this.#add({ first: first!, last: last! }, home);
    }
  }

  #add(rows: Rows, home: Task['home']): void {
    const task = new Task({ ...rows, host: home?.name ?? null, state: '-', info: null }, home);
    this.#emit({ type: 'queued', band: task.band });
    this.#stopwatch.time(() => this.#queue.add(task));
  }

  /** Gives bands to idle hosts, and cuts running bands short for the others. */
  #fill(): void {
    for (;;) {
      const assignment = this.#stopwatch.time(() => this.#queue.next());
      if (assignment === null) break;
      this.#start(assignment);
    }
    if (this.#plan.splits) this.#ask();
  }

  /** As td-dispatch's BandSplitter does, which has a real clock. */
  #ask(): void {
    this.#stopwatch.time(() => {
      const idle = this.#queue.hosts.idle(mostIdle).slice(this.#asked);
      for (const { host, plan } of plansForIdle(this.#planner, idle, this.#clock.now)) {
        if ('blocks' in plan) this.#share(host, plan);
        else this.#cut(plan);
      }
    });
  }

  #cut({ key, last }: PlannedCut): void {
    this.#asked += 1;
    const running = this.#running.get(key)!;
    running.isAsked = true;
    // The answer comes after this step.
    this.#clock.at(this.#clock.now, () => running.attempt.cutShort(last));
  }

  #share(host: PooledHost, share: PlannedShare): void {
    const { attempt } = this.#running.get(share.key)!;
    this.#queue.hosts.take(host);
    this.#helps.start(this.#hosts.get(host.name)!, share, (blocks) => {
      this.#queue.giveBack(host);
      if (blocks !== null) attempt.blocksCame(blocks);
      // After what has ended the help has been done.
      this.#clock.at(this.#clock.now, () => this.#fill());
    });
  }

  /** While bands run, what is worth cutting changes. */
  #tick(): void {
    this.#clock.at(this.#clock.now + tickSeconds, () => {
      if (this.#running.size > 0) this.#fill();
      this.#tick();
    });
  }

  #start(assignment: Assignment): void {
    const { task, host } = assignment;
    const { picture, launch } = this.#scenario;
    const simulated = this.#hosts.get(host.name)!;
    this.#attempts += 1;
    const key = String(this.#attempts);
    const now = () => this.#clock.now;
    if (this.#plan.splits)
      this.#stopwatch.time(() => this.#planner.started(key, task.rows, host.name, simulated.weight, now()));
    const attempt = new SimulatedAttempt(
      task.rows,
      { clock: this.#clock, picture, host: simulated, launch },
      {
        progressed: (progress) => this.#progressed(key, progress),
        split: (kept) => this.#split(key, kept),
        ended: (outcome) => this.#end(key, outcome),
      },
    );
    this.#running.set(key, {
      assignment,
      attempt,
      isAsked: false,
      reported: { percent: 0, at: this.#clock.now },
    });
    this.#emitBand(assignment, 'started');
  }

  #progressed(key: string, progress: AttemptProgress): void {
    const { assignment, reported } = this.#running.get(key)!;
    const whole = Math.floor(progress.percent);
    if (whole > reported.percent && this.#clock.now - reported.at >= 1) {
      Object.assign(reported, { percent: whole, at: this.#clock.now });
      this.#emitBand(assignment, 'running', String(whole));
    }
    if (!this.#plan.splits) return;
    this.#stopwatch.time(() => this.#planner.progressed(key, progress, this.#clock.now));
  }

  #split(key: string, kept: Rows): void {
    const running = this.#running.get(key)!;
    const { rows } = running.assignment.task;
    this.#answered(running);
    this.#stopwatch.time(() => this.#planner.split(key, kept, this.#clock.now));
    if (kept.last < rows.last) {
      const rest = { first: kept.last + 1, last: rows.last };
      const { task, host } = running.assignment;
      this.#emit(splitBand({ ...task.band, host: host.name }, kept.last));
      task.keep(kept);
      this.#emitBand(running.assignment, 'started');
      this.#cuts += 1;
      this.#add(rest, null);
    }
    this.#fill();
  }

  #end(key: string, outcome: 'succeeded' | 'failed'): void {
    const running = this.#running.get(key)!;
    this.#answered(running);
    this.#running.delete(key);
    const { assignment } = running;
    const { task } = assignment;
    this.#stopwatch.time(() => {
      const doneAt = outcome === 'succeeded' ? this.#clock.now : null;
      if (this.#plan.splits) this.#planner.ended(key, null, doneAt);
      this.#queue.ended(assignment, outcome);
    });
    this.#helps.stop(key);
    if (outcome === 'succeeded') {
      const { first, last } = task.rows;
      this.#ended.push({ first, last });
      this.#emitBand(assignment, 'ended');
      this.#emitBand(assignment, 'done');
      this.#rowsToDo -= last - first + 1;
    } else {
      const times = { start: new Date(), end: new Date() };
      const report = { bytes: null, parseSeconds: null, traceSeconds: null };
      const outcome = { reason: 'lost', isFinal: false, exitCode: null, report };
      const { rows } = task;
      this.#emit({
        type: 'attempt',
        rows,
        host: assignment.host.name,
        attempt: 1,
        attempts: 9,
        ...times,
        outcome,
      });
      this.#queue.add(task);
    }
    this.#fill();
  }

  #answered(running: Running): void {
    if (running.isAsked) this.#asked -= 1;
    running.isAsked = false;
  }
}

function addressOf(name: string): Parameters<DispatchQueue['hosts']['add']>[0] {
  return { user: null, name, port: null };
}

/** Number of idle hosts that are looked at together. */
const mostIdle = 64;
const tickSeconds = 0.5;
