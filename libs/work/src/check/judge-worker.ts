import { faultOf, noWorkerCode } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import { version } from '../version.ts';
import { good, type Judgement, notGood } from './cells.ts';
import type { JudgedHost } from './judged-host.ts';

/** The worker that a job would run. */
export function judgeWorker({ kind, plan, worker, answers }: JudgedHost): Judgement {
  const renderer = rendererFor(plan.dispatch.image.scene).name;
  if (worker.failure !== null) {
    const advice = faultOf(noWorkerCode)!.advice!(1);
    return notGood('bad', 'worker', 'missing', `the worker: ${worker.failure}, or ${advice}`);
  }
  const found = worker.version;
  if (worker.runs === 'original') return good('original');
  if (worker.runs === 'bare') {
    const wouldBeUsed = kind.onHost.runs({ worker: version, seesJob: true }, false) !== 'bare';
    if (!wouldBeUsed || found === null || answers.folder === null) return good('bare');
    if (found !== version) {
      const message = `td-worker ${found} is there, and this is ${version}: so the host only runs ${renderer}; install td-worker ${version} there to use it`;
      return notGood('odd', 'worker', 'bare', message);
    }
    const lacks = answers.folder === 'other' || answers.folder === 'none' ? 'the job folder' : 'the scene';
    const message = `td-worker ${found} is there, and does not see ${lacks} at the same path: so the host only runs ${renderer}`;
    return notGood('odd', 'worker', 'bare', message);
  }
  if (found === version) return good(found);
  const other =
    found === null
      ? 'the worker says no version: is it td-worker?'
      : `td-worker ${found} is there, and this is ${version}: all machines should have the same version`;
  return notGood('odd', 'worker', found ?? '?', other);
}
