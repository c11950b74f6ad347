import { TdError } from '@task-distributor/band';
import { formatHostAddress, type HostAddress, type Launcher } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import type { WorkerKind } from '../workers/worker-kind.ts';
import { askHost } from './ask-host.ts';
import { good, type Judgement } from './cells.ts';
import type { CheckPlan } from './check-plan.ts';
import { findWorker } from './find-worker.ts';
import type { Cell, Column, HostReport } from './host-report.ts';
import { connected, judgeFailure } from './judge-connection.ts';
import { judgeFolder, judgeScene } from './judge-files.ts';
import {
  judgeClock,
  judgeDisk,
  judgeLoad,
  judgeMemory,
  judgeProcessors,
  judgeRenderer,
} from './judge-machine.ts';
import { judgeWorker } from './judge-worker.ts';
import type { JudgedHost } from './judged-host.ts';
import type { SharedFolder } from './shared-folder.ts';

export interface CheckContext {
  readonly plan: CheckPlan;
  readonly kind: WorkerKind;
  readonly launcher: Launcher;
  /** null = it cannot be used here. */
  readonly shared: SharedFolder | null;
}

/** What would become of a job on a host. @param index of the host in the list @throws the signal's reason */
export async function checkHost(
  context: CheckContext,
  host: HostAddress,
  index: number,
  signal: AbortSignal,
): Promise<HostReport> {
  const { plan, kind, launcher, shared } = context;
  const { image, worker } = plan.dispatch;
  const { programs, optionFiles, check } = rendererFor(image.scene).host;
  const asked = {
    // A folder that every host has stands for a scene that is not known.
    scene: plan.scene ?? '/',
    jobFile: shared?.tokenFile ?? '',
    jobId: shared?.token ?? '',
    renderers: programs(worker.renderer),
    defaultOptions: optionFiles,
  };
  try {
    const file = shared === null ? null : { folder: shared, file: shared.fileFor(index) };
    const answers = await askHost({ launcher, host, asked, check, shared: file }, signal);
    const found = await findWorker({ launcher, host, plan, kind }, answers, signal);
    const { isHere, name } = launcher.wayTo(host);
    return reportOf({ host, isHere, plan, kind, answers, worker: found }, name);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TdError)) throw error;
    const { cell, findings, reach } = judgeFailure(host, error);
    const facts = { ...reach, via: launcher.wayTo(host).name };
    return { host: formatHostAddress(host), cells: { ssh: cell }, findings, facts };
  }
}

function reportOf(judged: JudgedHost, via: string): HostReport {
  const judgements: [Column, Judgement | null][] = [
    ['ssh', good(judged.isHere ? 'here' : 'ok')],
    ['renderer', judgeRenderer(judged)],
    ['worker', judgeWorker(judged)],
    ['folder', judgeFolder(judged)],
    ['scene', judgeScene(judged)],
    ['memory', judgeMemory(judged)],
    ['disk', judgeDisk(judged)],
    ['processors', judgeProcessors(judged)],
    ['load', judgeLoad(judged)],
    ['clock', judgeClock(judged)],
  ];
  const shown = judgements.filter((entry): entry is [Column, Judgement] => entry[1] !== null);
  return {
    host: formatHostAddress(judged.host),
    cells: Object.fromEntries(shown.map(([column, { cell }]): [Column, Cell] => [column, cell])),
    findings: shown.flatMap(([, { findings }]) => findings),
    facts: factsForPrograms(judged, via),
  };
}

function factsForPrograms({ plan, answers, worker }: JudgedHost, via: string): HostReport['facts'] {
  const { facts, folder, seesScene, rendererVersion, load, clock } = answers;
  return {
    ...connected,
    via,
    renderer: facts.renderer,
    rendererVersion,
    worker: worker.failure === null ? worker.runs : null,
    workerVersion: worker.version,
    ...(plan.folder.isNew ? {} : { folder }),
    ...(plan.scene === null ? {} : { scene: seesScene }),
    freeMemory: facts.machine.freeMemory,
    freeDisk: facts.runs === null ? null : facts.freeBytes,
    processors: facts.machine.processors,
    load,
    clockSeconds: clock === null ? null : thousandths(clock.seconds),
    clockError: clock === null ? null : thousandths(clock.error),
  };
}

function thousandths(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
