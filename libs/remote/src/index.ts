export type { Launcher, WorkerEnd, WorkerProcess } from './launcher.ts';
export { type HostAddress, formatHostAddress, parseHostAddress } from './host-address.ts';
export { quoteArgument, quoteCommand } from './quote-argument.ts';
