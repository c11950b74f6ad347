import { readAll } from '@task-distributor/testing';
import type { Launcher, ProcessEnd, HostProcess } from '../../src/launcher.ts';
import { parseHostAddress } from '../../src/host-address.ts';

export interface Outcome {
  end: ProcessEnd;
  stdout: string;
  stderr: string;
}

/** Runs a command line to its end. */
export async function run(
  launcher: Launcher,
  host: string,
  commandLine: string,
  input = '',
): Promise<Outcome> {
  const started = await launch(launcher, host, commandLine);
  started.stdin.end(input);
  return outcome(started);
}

export function launch(launcher: Launcher, host: string, commandLine: string): Promise<HostProcess> {
  return launcher.start(parseHostAddress(host), commandLine, new AbortController().signal);
}

export async function outcome(started: HostProcess): Promise<Outcome> {
  const [end, stdout, stderr] = await Promise.all([
    started.ended,
    readAll(started.stdout),
    readAll(started.stderr),
  ]);
  return { end, stdout, stderr };
}
