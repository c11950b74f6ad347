import { alikeCode } from './failure-code.ts';

/** A kind of failure that is no accident. If every host fails with the same one, more attempts would fail, too. */
export interface Fault {
  /** What the user can do, for the end of a message about hosts; null = the reason itself says it, or the renderer does. */
  readonly advice: ((hosts: number) => string) | null;
  /** Whether it is in the job, so that no host could do better. */
  readonly isFinal: boolean;
  /** Whether the whole job stops, since no band could be right any more. */
  readonly stopsJob?: true;
  /** Whether it is a fault of this machine, though an attempt on a host has met it. */
  readonly isHere?: true;
}

/** The fault that an error's code stands for; null = none: another attempt may succeed. */
export function faultOf(code: string | undefined): Fault | null {
  return faults.get(code ?? '') ?? null;
}

/** Whether an error with this code ends the whole job, and is reported once, as the job's. */
export function stopsJob(code: string | undefined): boolean {
  return code === alikeCode || faultOf(code)?.stopsJob === true;
}

/** The code of a failure because the worker's command was not found on the host. */
export const noWorkerCode = 'E_NO_WORKER';

/** The code of a failure because a file that the job reads is another one than when the job began. */
export const changedCode = 'E_CHANGED';

const notShared = onHost((hosts) => `give -p ${sharedFolder(hosts)}`);

/** By code, so that a decision never depends on the words of a message. */
const faults: ReadonlyMap<string, Fault> = new Map([
  [noWorkerCode, onHost(() => 'give --worker COMMAND')],
  ['E_SCENE', onHost((hosts) => `put it into ${sharedFolder(hosts)}`)],
  ['E_NO_JOB', notShared],
  ['E_OTHER_JOB', notShared],
  ['E_NO_RENDERER', onHost(null)],
  ['E_FILE_MISSING', onHost(null)],
  ['E_OPTION_FILE', onHost((hosts) => `give its full path, in ${sharedFolder(hosts)}`)],
  ['E_PHOTON_FILE', onHost(null)],
  [
    'E_UNWRITABLE',
    onHost(
      () => 'scenes write into an empty folder of their own: give a name without a folder, or a full path',
    ),
  ],
  ['E_RENDER_FOLDER', onHost(() => 'set TMPDIR to a folder that can be written')],
  ['E_WORKING_FOLDER', onHost(null)],
  ['E_FILE_DAMAGED', onHost(null)],
  ['E_INPUT', onHost(null)],
  ['E_SSH_CONNECT', onHost(null)],
  ['E_SSH_PROTOCOL', onHost(null)],
  ['E_SSH_HOST_KEY', onHost(null)],
  ['E_SSH_AUTHENTICATION', onHost(null)],
  ['E_SSH_NO_SESSION', onHost(null)],
  ['E_SSH_SHELL', onHost(null)],
  ['E_SCENE_WRONG', { advice: null, isFinal: true }],
  // The files to send cannot be sent to any host.
  ['E_PACK', { advice: null, isFinal: true, stopsJob: true, isHere: true }],
  [changedCode, { advice: null, isFinal: true, stopsJob: true }],
]);

/** A fault of the host's set-up. */
function onHost(advice: Fault['advice']): Fault {
  return { advice, isFinal: false };
}

function sharedFolder(hosts: number): string {
  return hosts === 1 ? 'a folder that it shares with this machine' : 'a folder that they share';
}
