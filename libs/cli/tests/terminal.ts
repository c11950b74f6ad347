import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';

export interface Terminal {
  /** Writes a line to the program's stdin. That is not the terminal, so nothing is echoed. */
  send(line: string): Promise<void>;
  /** Closes its stdin. */
  end(): Promise<void>;
  /** The content of the screen, without empty lines at the bottom. */
  screen(): Promise<string[]>;
  resize(columns: number): Promise<void>;
}

/** Runs a program with stdout and stderr on a tmux terminal of 80 columns (Debian package tmux). */
export async function startOnTerminal(program: string): Promise<Terminal> {
  const fifo = join(temporaryFolder(), 'stdin');
  await execa('mkfifo', [fifo]);
  const server = `td-cli-${randomUUID()}`;
  const tmux = async (...args: string[]) =>
    (await execa('tmux', ['-f', '/dev/null', '-L', server, ...args])).stdout;
  const shellLine = `"${process.execPath}" "${program}" < "${fifo}"; echo over; exec sleep 1000`;
  await tmux('new-session', '-d', '-x', '80', '-y', '20', `exec sh -c '${shellLine}'`);
  onTestFinished(async () => void (await tmux('kill-server')));
  const stdin: FileHandle = await open(fifo, 'w');
  return {
    send: (line) => stdin.appendFile(`${line}\n`),
    end: () => stdin.close(),
    screen: async () => (await tmux('capture-pane', '-p')).trimEnd().split('\n'),
    resize: async (columns) => void (await tmux('resize-window', '-x', String(columns))),
  };
}
