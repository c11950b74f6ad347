import { type HostAddress, type Launcher, sshCommand } from '@task-distributor/remote';

/** A command line for a shell on this machine that runs a command line on a host, as a person would. */
export function commandFor(launcher: Launcher, host: HostAddress, commandLine: string): string {
  return launcher.wayTo(host).isHere ? commandLine : sshCommand(host, commandLine);
}
