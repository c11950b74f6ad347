import { faultOf, TdError } from '@task-distributor/band';
import { partName } from '@task-distributor/lockfile';
import {
  type AttemptArguments,
  type AttemptResult,
  attemptWithin,
  type HostAddress,
  nothingReported,
  type Worker,
} from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { adviceOnSent } from '../../send/advice-on-sent.ts';
import { withPathsHere } from '../../send/scene-package.ts';
import type { WorkerContext } from '../worker-kind.ts';
import { BareBand, type BareJob, type BareObserver } from './bare-band.ts';
import { BareHelp } from './bare-help.ts';
import { BarePlace, type ReadyHost } from './bare-place.ts';
import type { HostFacts } from './host-facts.ts';
import { LentBlocks } from './lent-blocks.ts';
import { ProgressGate } from './progress-gate.ts';
import { TransferHere } from './transfer-here.ts';

/** What a bare worker knows of hosts, and prepares there. */
export interface BareHosts {
  look(host: HostAddress, signal: AbortSignal): Promise<HostFacts>;
  /** What a look has found; null = there has been none yet. */
  seen(host: HostAddress): HostFacts | null;
  /** Size of what is sent to each. @throws TdError E_PACK */
  packageBytes(): Promise<number>;
  /** Sends the package. */
  send(host: HostAddress, signal: AbortSignal): Promise<Pick<ReadyHost, 'folder' | 'hash'>>;
}

/** A worker for hosts that have only a renderer: this machine judges, cuts and publishes. */
export function bareWorker(context: WorkerContext, hosts: BareHosts): Worker {
  const job: BareJob = { context, lent: new LentBlocks(), transfer: new TransferHere(context) };
  const place = async (host: HostAddress, signal: AbortSignal): Promise<BarePlace> =>
    new BarePlace(await readyHost(host, { context, hosts }, signal), context);
  return {
    name: 'bare',
    onePerHost: null,
    canBeCutShort: true,
    partName,
    ofHosts: { capacityOf: (host) => hosts.seen(host)?.machine.capacity ?? null },
    prepare(host) {
      place(host, context.signal).catch(() => undefined);
    },
    attempt: (rows, ...rest) =>
      attempt(context, rest, async (observer, signal) => {
        const [host, { started, split }] = [rest[0], bound(rest[1])];
        const band = new BareBand(rows, host, await alive(observer, place(host, signal)), job);
        const blocksCame = band.keepsState ? () => band.blocksCame() : null;
        // As from a worker elsewhere, the answer comes later.
        const cutShort = (last: number): void => queueMicrotask(() => split(band.cutShort(last)));
        started({ cutShort, blocksCame });
        return band.publish(observer, signal);
      }),
    help: (rows, blocks, ...rest) =>
      attempt(context, rest, async (observer, signal) => {
        const [host, { started }] = [rest[0], bound(rest[1])];
        const help = new BareHelp(rows, blocks, await alive(observer, place(host, signal)), job);
        started({ cutShort: (last) => help.endAfter(last), blocksCame: null });
        return help.render(host, observer, signal);
      }),
  };
}

/** Looking at a host and sending have limits of their own, so meanwhile the attempt is not silent. */
async function alive<Result>({ sawLife }: BareObserver, work: Promise<Result>): Promise<Result> {
  const signs = setInterval(sawLife, 500);
  try {
    return await work;
  } finally {
    clearInterval(signs);
  }
}

function bound(observer: AttemptArguments[1]): Pick<AttemptArguments[1], 'started' | 'split'> {
  return { started: (running) => observer.started(running), split: (kept) => observer.split(kept) };
}

function attempt(
  { limits, launcher }: WorkerContext,
  [host, observer, signal]: AttemptArguments,
  run: (observer: BareObserver, signal: AbortSignal) => Promise<AttemptResult['report']>,
): Promise<AttemptResult> {
  const gate = new ProgressGate((progress) => observer.progressed(progress));
  return attemptWithin(
    { launcher, host, limits },
    async (stop, sawLife) => {
      try {
        const report = await run({ progressed: (progress) => gate.progressed(progress), sawLife }, stop);
        return { published: true, reason: null, isFinal: false, exitCode: 0, report };
      } catch (error) {
        stop.throwIfAborted();
        if (!(error instanceof TdError)) throw error;
        return failed(error);
      }
    },
    signal,
  );
}

function failed(error: TdError): AttemptResult {
  const advice = adviceOnSent(error.code);
  const message = withPathsHere(error.message);
  return {
    published: false,
    reason: advice === null ? message : `${message.replace(/\.$/, '')}; ${advice}`,
    isFinal: faultOf(error.code)?.isFinal ?? false,
    code: withoutMeaning.has(error.code) ? undefined : error.code,
    exitCode: null,
    report: nothingReported,
  };
}

/** @throws TdError for a host that lacks something */
async function readyHost(
  host: HostAddress,
  { context, hosts }: { context: WorkerContext; hosts: BareHosts },
  signal: AbortSignal,
): Promise<ReadyHost> {
  const facts = await hosts.look(host, signal);
  const { renderer, runs } = facts;
  if (renderer === null) throw noRenderer(context);
  if (runs === null) {
    throw new TdError('neither TMPDIR nor /tmp can be written there', { code: 'E_RENDER_FOLDER' });
  }
  return { host, facts: { ...facts, renderer, runs }, ...(await hosts.send(host, signal)) };
}

/** Codes that tell no more than that the render has failed. */
const withoutMeaning: ReadonlySet<string> = new Set([
  'E_FAILED',
  'E_HOST_RUN',
  'E_RENDER',
  'E_RENDER_KILLED',
]);

function noRenderer({ image, renderer }: WorkerContext): TdError {
  return new TdError(rendererFor(image.scene).host.whyMissing(renderer), { code: 'E_NO_RENDERER' });
}
