import { availableParallelism } from 'node:os';
import { PassThrough } from 'node:stream';
import { errorMessage, TdError } from '@task-distributor/band';
import type { Launcher, ProcessEnd, HostProcess } from './launcher.ts';
import { thisMachine } from './this-machine.ts';

/**
 * Starts workers on this machine, whatever the host is called. Each runs in a process group of its own: Ctrl-C is the
 * dispatcher's to hear, and what a worker leaves behind can be ended with it.
 */
export function createLocalLauncher(): Launcher {
  const running = new Set<HostProcess>();
  const processors = availableParallelism();
  return {
    name: 'local',
    home: { address: thisMachine(), slots: processors },
    maxProcesses: processors,
    isHere: () => true,
    async start(host, commandLine) {
      const worker = await startHere(host.name, commandLine);
      running.add(worker);
      void worker.ended.then(() => running.delete(worker));
      return worker;
    },
    async close() {
      for (const worker of running) worker.stop('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
    },
  };
}

async function startHere(host: string, commandLine: string): Promise<HostProcess> {
  // Slow to load, and nobody needs it who starts workers over SSH.
  const { execa } = await import('execa');
  const subprocess = execa('sh', ['-c', commandLine], {
    detached: true,
    cleanup: false,
    stdin: 'pipe',
    buffer: false,
    reject: false,
  });
  const { pid } = subprocess;
  if (pid === undefined)
    throw new TdError(`${host}: cannot start sh on this machine`, { code: 'E_LAUNCH', host });
  subprocess.stdin.on('error', () => undefined);
  // What the worker started and left holds its output open: the end of the shell is the end of its group.
  subprocess.on('exit', () => {
    killGroup(pid, 'SIGTERM');
    setTimeout(killGroup, untilKillMs, pid, 'SIGKILL').unref();
  });
  const ended = subprocess.then(({ exitCode, signal, cause }): ProcessEnd => {
    if (exitCode !== undefined) return { exitCode };
    return { exitCode: null, reason: signal ? `killed by ${signal}` : errorMessage(cause) };
  });
  return {
    stdin: subprocess.stdin,
    stdout: subprocess.stdout.pipe(new PassThrough()),
    stderr: subprocess.stderr.pipe(new PassThrough()),
    ended,
    stop: (signal) => killGroup(pid, signal),
  };
}

/** So long has a group whose first process has ended. */
const untilKillMs = 2_000;

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has gone already.
  }
}
