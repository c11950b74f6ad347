import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { isRunning, temporaryFolder } from '@task-distributor/testing';
import { watchedProgram } from '../../src/agent/session-watcher.ts';

test('a SIGTERM at the start ends a program that ignores it no later than its owner', async () => {
  const stubborn = 'trap "" TERM; echo up; while :; do sleep 60; done';
  for (let round = 0; round < 40; round += 1) {
    const program = spawn(
      '/bin/sh',
      ['-c', watchedProgram, 'sh', temporaryFolder(), '/bin/sh', '-c', stubborn],
      {
        stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
        detached: true,
      },
    );
    await once(program.stdout!, 'data');
    process.kill(-program.pid!, 'SIGTERM');
    (program.stdio[3] as Writable).destroy();
    await expect.poll(() => isRunning(program.pid!)).toBe(false);
  }
});
