import { faultOf } from '@task-distributor/band';
import { quoteCommand } from '@task-distributor/remote';
import { good, type Judgement, notGood } from './cells.ts';
import { commandOn, type JudgedHost } from './judged-host.ts';

/** What the host sees of the job folder; null = it is a new one, which nobody has to see, or cannot be used here. */
export function judgeFolder(judged: JudgedHost): Judgement | null {
  const { plan, worker, answers, isHere } = judged;
  const { folder } = plan;
  if (folder.isNew || answers.folder === null) return null;
  if (worker.runs === 'bare') return good(answers.folder === 'same' ? 'same' : 'not used');
  if (answers.folder === 'same') return good(isHere ? 'here' : 'same');
  const { text, says, look } = lacks[answers.folder];
  const advice = answers.folder === 'read-only' ? '' : `; ${faultOf('E_NO_JOB')!.advice!(1)}`;
  const command = commandOn(judged, quoteCommand([...look, folder.path]));
  return notGood('bad', 'folder', text, `the job folder ${folder.path} ${says}${advice}`, command);
}

/** Whether the host sees the scene, or is sent it; null = the scene is not known. */
export function judgeScene(judged: JudgedHost): Judgement | null {
  const { plan, worker, answers, isHere } = judged;
  const { scene } = plan;
  if (scene === null) return null;
  if (worker.runs === 'bare') return good('sent');
  if (answers.seesScene) return good(isHere ? 'here' : 'seen');
  const advice = isHere ? '' : `; ${faultOf('E_SCENE')!.advice!(1)}, or leave out --worker: then it is sent`;
  const command = commandOn(judged, quoteCommand(['ls', '-l', scene]));
  return notGood('bad', 'scene', 'missing', `cannot read the scene ${scene} there${advice}`, command);
}

const lacks = {
  none: { text: 'missing', says: 'is not there', look: ['df'] },
  other: { text: 'another', says: 'is another folder there', look: ['df'] },
  copy: {
    text: 'a copy',
    says: 'is only a copy there: what the host writes into it is not seen here',
    look: ['df'],
  },
  'read-only': { text: 'no write', says: 'cannot be written there', look: ['ls', '-ld'] },
} as const;
