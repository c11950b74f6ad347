import { availableParallelism } from 'node:os';
import { shortageOf } from '@task-distributor/band';
import { LauncherProcesses } from './launcher-processes.ts';
import type { Launcher } from './launcher.ts';
import type { LauncherOptions } from './launchers.ts';
import { startLocalProcess } from './local-process.ts';
import type { ProcessGroup } from './process-group.ts';
import { checkTasks } from './start-child.ts';
import { thisMachine } from './this-machine.ts';

export interface LocalLauncherOptions extends LauncherOptions {
  /** Seconds between SIGTERM and SIGKILL for what a process has left running. Default: 2 */
  readonly graceSeconds?: number;
  /** Silence after which the output of a process that has ended is closed, though something still holds it open. Default: 2 */
  readonly lingerSeconds?: number;
}

/**
 * Starts processes on this machine, whatever the host is called. Each has a process group of its own, so that Ctrl-C
 * reaches the dispatcher alone, and so that what a process leaves running can be ended.
 */
export function createLocalLauncher(options: LocalLauncherOptions = {}): Launcher {
  const { graceSeconds = 2, lingerSeconds = 2, rendererTasks = 0 } = options;
  const processes = new LauncherProcesses();
  const endingGroups = new Set<Promise<void>>();
  const processors = availableParallelism();
  const tasks = nodeTasks + shells + rendererTasks;

  const endGroup = (group: ProcessGroup): void => {
    const ending = group.end(graceSeconds * 1_000).finally(() => endingGroups.delete(ending));
    endingGroups.add(ending);
  };

  return {
    name: 'local',
    home: { address: thisMachine(), slots: processors, weight: null },
    maxProcesses: processors,
    wayTo: () => ({ name: 'local', isHere: true, reason: null }),
    start: (host, commandLine, signal) =>
      processes.add(signal, (either) =>
        startLocalProcess(host.name, commandLine, { tasks, endGroup, lingerSeconds }, either),
      ),
    shortage: () => {
      try {
        checkTasks(tasks);
        return null;
      } catch (error) {
        return shortageOf(error);
      }
    },
    close: async () => {
      await processes.close('SIGKILL');
      await Promise.all(endingGroups);
    },
  };
}

/** The processes and threads of a worker besides its renderer's: Node.js's, and the shells' around it and the renderer. */
const nodeTasks = 11;
const shells = 3;
