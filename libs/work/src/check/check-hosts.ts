import { limitConcurrency, type Rows, TdError } from '@task-distributor/band';
import { thisMachine } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { createLauncher } from '../create-launcher.ts';
import { workerKindFor } from '../workers/workers.ts';
import { checkHere } from './check-here.ts';
import { checkHost } from './check-host.ts';
import type { CheckPlan } from './check-plan.ts';
import { compareVersions } from './compare-versions.ts';
import type { HostReport } from './host-report.ts';
import type { OwnCheck } from './own-check.ts';
import { type Outlook, outlookOf } from './outlook.ts';
import { SharedFolder } from './shared-folder.ts';

export interface CheckReport {
  /** This machine, as the master; then the hosts, in the order of the list. */
  readonly here: HostReport;
  readonly hosts: readonly HostReport[];
  readonly outlook: Outlook;
  /** The renderer's name, for the user. */
  readonly renderer: string;
}

export interface CheckHooks {
  /** The rows of all bands; null = not known. */
  readonly planned: readonly Rows[] | null;
  readonly own: readonly OwnCheck[];
  /** Takes one line for the user, such as a host key that was added. */
  notify(line: string): void;
}

/** Asks all hosts in parallel whether a job would work there. Leaves nothing behind. @throws the signal's reason */
export async function checkHosts(
  plan: CheckPlan,
  { planned, own, notify }: CheckHooks,
  signal: AbortSignal,
): Promise<CheckReport> {
  const kind = workerKindFor(plan.dispatch.worker);
  const launcher = createLauncher(plan.dispatch.hosts, plan.dispatch.image.scene, notify);
  const folder = await openFolder(plan);
  try {
    const { listed } = plan.dispatch.hosts;
    const addresses = listed.length === 0 ? [thisMachine()] : listed.map(({ address }) => address);
    const context = { plan, kind, launcher, shared: folder.shared };
    const inTurn = limitConcurrency(mostAtOnce);
    const asked = await Promise.all(
      addresses.map((host, index) => inTurn(() => checkHost(context, host, index, signal))),
    );
    const renderer = rendererFor(plan.dispatch.image.scene).name;
    const hosts = compareVersions(asked, renderer);
    const isSent = hosts.some(({ facts }) => facts['worker'] === 'bare');
    const isFolderUsable = folder.shared !== null;
    const looked = await checkHere({ plan, launcher, isSent, planned, own, isFolderUsable }, signal);
    const here = { ...looked, findings: [...folder.findings, ...looked.findings] };
    const canMove = plan.dispatch.retry.reassign && kind.onePerHost === null;
    return { here, hosts, outlook: outlookOf({ here, hosts }, { plan, canMove }), renderer };
  } finally {
    await folder.shared?.close();
    await launcher.close();
  }
}

async function openFolder({
  folder,
}: CheckPlan): Promise<{ shared: SharedFolder | null } & Pick<HostReport, 'findings'>> {
  try {
    return { shared: await SharedFolder.open(folder.path), findings: [] };
  } catch (error) {
    if (!(error instanceof TdError)) throw error;
    const { message } = error;
    return { shared: null, findings: [{ column: 'folder', grade: 'bad', message, command: null }] };
  }
}

/** As many as the launcher connects at the same time. */
const mostAtOnce = 64;
