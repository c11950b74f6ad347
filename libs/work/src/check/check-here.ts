import { resolve } from 'node:path';
import { errorMessage, type Rows, TdError } from '@task-distributor/band';
import { checkUnlocked } from '@task-distributor/lockfile';
import type { Launcher } from '@task-distributor/remote';
import { jobToResume } from '../job/job-to-resume.ts';
import { plannedFacts, takeoverOf } from '../job/open-planned-job.ts';
import { refuseFinishedWork } from '../job/refuse-finished-work.ts';
import { packFor } from '../workers/bare/bare-hosts.ts';
import type { CheckPlan } from './check-plan.ts';
import type { Finding, HostReport } from './host-report.ts';
import { judgeIncludes } from './judge-includes.ts';
import type { OwnCheck } from './own-check.ts';

export interface HereQuestion {
  readonly plan: CheckPlan;
  readonly launcher: Launcher;
  /** Whether hosts are sent the scene. */
  readonly isSent: boolean;
  /** The rows of all bands; null = not known, and then neither is the size of the image. */
  readonly planned: readonly Rows[] | null;
  readonly own: readonly OwnCheck[];
  /** Whether the job folder can be used. If not, what is in it is not looked at. */
  readonly isFolderUsable: boolean;
}

/** What would keep a job from beginning on this machine, in the order in which the job would meet it. @throws the signal's reason */
export async function checkHere(
  { plan, launcher, isSent, planned, own, isFolderUsable }: HereQuestion,
  signal: AbortSignal,
): Promise<HostReport> {
  const findings: Finding[] = [];
  const look = async (column: Finding['column'], check: () => Promise<unknown>): Promise<void> => {
    try {
      await check();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TdError)) throw error;
      const message = errorMessage(error);
      if (findings.every((finding) => finding.message !== message))
        findings.push({ column, grade: 'bad', message, command: null });
    }
  };
  const { dispatch, scene } = plan;
  for (const { what, check } of own) await look(what, check);
  if (scene !== null) {
    await look('scene', () => checkJob(plan, launcher, isFolderUsable ? planned : null, signal));
    if (isSent) await look('scene', () => packFor({ ...dispatch.image, scene }, dispatch.send, signal));
    findings.push(...judgeIncludes({ ...dispatch.image, scene }));
  }
  if (isFolderUsable && !plan.folder.isNew && !dispatch.job.join) {
    await look('folder', () => checkUnlocked(resolve(plan.folder.path), takeoverOf(dispatch.job), signal));
  }
  return { host: null, cells: {}, findings, facts: {} };
}

/** What opening the job would refuse. */
async function checkJob(
  { dispatch, folder }: CheckPlan,
  launcher: Launcher,
  planned: readonly Rows[] | null,
  signal: AbortSignal,
): Promise<void> {
  const { facts } = await plannedFacts(dispatch, launcher, signal);
  if (planned === null || folder.isNew) return;
  const { takeover, join, resume } = dispatch.job;
  const path = resolve(folder.path);
  if (resume) await jobToResume(path, facts);
  else if (takeover === 'none') await refuseFinishedWork(path, facts, planned, join);
}
