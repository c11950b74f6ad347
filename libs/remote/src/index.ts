export type { HostProcess, Launcher } from './launcher.ts';
export { type LauncherName, launchers } from './launchers.ts';
export { thisMachine } from './this-machine.ts';
export { type ListedHost, readHostList } from './read-host-list.ts';
export { SshError, type SshStep } from './ssh/ssh-error.ts';
export { sshCommand } from './ssh/ssh-command.ts';
export { type HostAddress, formatHostAddress, parseHostAddress } from './host-address.ts';
export { quoteArgument, quoteCommand } from './quote-argument.ts';
export type { AttemptArguments, AttemptProgress, AttemptResult, Blocks, Worker } from './worker.ts';
export { attemptProcess } from './process/attempt-process.ts';
export { type AttemptLimits, attemptWithin } from './process/attempt-within.ts';
export { reasonOf } from './process/follow-process.ts';
export { keepLifeline } from './process/lifeline.ts';
export { nothingReported } from './process/worker-reports.ts';
export { stopOnAbort } from './process/stop-on-abort.ts';
export { runOnHost } from './process/run-on-host.ts';
export { type Talk, talkToHost } from './process/talk-to-host.ts';
export { dispatch } from './dispatch/dispatch.ts';
export type { DispatchedJob } from './dispatch/attempt-task.ts';
export type {
  DispatchHosts,
  DispatchOptions,
  DispatchRetry,
  DispatchSplits,
} from './dispatch/dispatch-options.ts';
export { SplitPlanner } from './dispatch/split-planner.ts';
export { plansForIdle } from './dispatch/split/plans-for-idle.ts';
export { type Assignment, DispatchQueue } from './dispatch/dispatch-queue.ts';
export { Task } from './dispatch/task-lane.ts';
