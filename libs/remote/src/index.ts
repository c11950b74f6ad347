export type { Launcher, WorkerEnd, WorkerProcess } from './launcher.ts';
export { type ListedHost, readHostList } from './read-host-list.ts';
export { type HostAddress, formatHostAddress, parseHostAddress } from './host-address.ts';
export { quoteArgument, quoteCommand } from './quote-argument.ts';
export { createLocalLauncher } from './local-launcher.ts';
export { type WorkerJob, nodesArgument, workerCommand } from './worker-command.ts';
export { dispatch, type DispatchOptions } from './dispatch.ts';
