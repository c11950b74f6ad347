import { PassThrough } from 'node:stream';
import { deferred } from '@task-distributor/band';
import { endSilentOutput } from './end-silent-output.ts';
import type { HostProcess, ProcessEnd } from './launcher.ts';
import { ProcessGroup } from './process-group.ts';
import { startChild } from './start-child.ts';

export interface LocalProcessOptions {
  /** Number of processes and threads that it needs. */
  readonly tasks: number;
  /** Called when the shell has ended, with its process group, in which something may still run. */
  readonly endGroup: (group: ProcessGroup) => void;
  /** Silence after which the output of a shell that has ended is closed. */
  readonly lingerSeconds: number;
}

/**
 * Starts a command line in a shell of this machine.
 * @throws TdError; the signal's reason
 */
export async function startLocalProcess(
  host: string,
  commandLine: string,
  { tasks, endGroup, lingerSeconds }: LocalProcessOptions,
  signal: AbortSignal,
): Promise<HostProcess> {
  const child = await startChild(host, { program: 'sh', args: ['-c', commandLine], tasks }, signal);
  const group = new ProcessGroup(child.pid!);
  // Streams of our own: when a child exits, Node drops the output that nobody has begun to read.
  const stdout = child.stdout.pipe(new PassThrough());
  const stderr = child.stderr.pipe(new PassThrough());
  const ended = deferred<ProcessEnd>();
  child.once('exit', (exitCode, signal) => {
    endGroup(group);
    const outputs = [
      { from: child.stdout, to: stdout },
      { from: child.stderr, to: stderr },
    ];
    endSilentOutput(outputs, lingerSeconds * 1000, () => {
      for (const { from } of outputs) from.destroy();
    });
    ended.resolve(exitCode === null ? killedBy(signal!) : { exitCode });
  });
  return {
    stdin: child.stdin,
    stdout,
    stderr,
    ended: ended.promise,
    stop: (stopSignal) => void group.signal(stopSignal),
  };
}

function killedBy(signal: NodeJS.Signals): ProcessEnd {
  return { exitCode: null, reason: `killed by ${signal}`, signal };
}
