import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { isRunning, temporaryFolder } from '@task-distributor/testing';
import { watchedProgram } from '../../src/agent/session-watcher.ts';

test('a SIGTERM at the start ends a program that ignores it no later than its owner', async () => {
  const stubborn = 'trap "" TERM; echo up; while :; do sleep 60; done';
  for (let round = 0; round < 40; round += 1) {
    const program = spawn(
      '/bin/sh',
      ['-c', watchedProgram, 'sh', temporaryFolder(), '', '/bin/sh', '-c', stubborn],
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

test('what a program leaves elsewhere when it is killed is removed', async () => {
  const left = join(temporaryFolder(), 'left');
  const program = spawn(
    '/bin/sh',
    ['-c', watchedProgram, 'sh', temporaryFolder(), left, '/bin/sh', '-c', `: >${left}$$; echo up; sleep 60`],
    { stdio: ['ignore', 'pipe', 'ignore', 'pipe'], detached: true },
  );
  await once(program.stdout!, 'data');
  expect(existsSync(`${left}${program.pid}`)).toBe(true);
  (program.stdio[3] as Writable).destroy();
  await expect.poll(() => existsSync(`${left}${program.pid}`)).toBe(false);
});
