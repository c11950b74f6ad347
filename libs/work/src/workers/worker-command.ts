import { formatHostAddress, type HostAddress, type Launcher } from '@task-distributor/remote';
import { localWorkerCommand } from './local-worker-command.ts';

/** The command line of the worker on a host. @param command as the user gives it; null and `auto` = the default */
export function workerCommandOn(launcher: Launcher, host: HostAddress, command: string | null): string {
  if (command !== null && command !== 'auto') return command;
  return launcher.wayTo(host).isHere ? localWorkerCommand() : 'td-worker';
}

/** A command to try if the worker's program was not found on a host; empty on this machine. */
export function adviceOnMissing(launcher: Launcher, host: HostAddress, command: string): string {
  return launcher.wayTo(host).isHere ? '' : `; try: ssh ${formatHostAddress(host)} ${command} --version`;
}
