import { once } from 'node:events';
import { onAbort } from '@task-distributor/band';
import { ProcessGroup } from '../process-group.ts';
import { startChild } from '../start-child.ts';

export interface ShellOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a script on this machine, and returns what it has written. When the time is up, or the signal is aborted, it is killed
 * with everything that it has started, and the output so far is returned.
 * @throws TdError if the shell cannot be started; the signal's reason, if it is aborted before that
 */
export async function runShell(script: string, seconds: number, signal: AbortSignal): Promise<ShellOutput> {
  const program = { program: '/bin/sh', args: ['-c', script], tasks: 2 };
  const shell = await startChild('this machine', program, signal);
  const output = { stdout: '', stderr: '' };
  shell.stdin.end();
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const kill = (): void => {
    new ProcessGroup(shell.pid!).signal('SIGKILL');
    // What has left the group may hold them open.
    shell.stdout.destroy();
    shell.stderr.destroy();
  };
  const timer = setTimeout(kill, seconds * 1000);
  const stopListening = onAbort(signal, kill);
  await once(shell, 'close');
  clearTimeout(timer);
  stopListening();
  return output;
}
