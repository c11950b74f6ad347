import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readProcStat } from '../src/index.ts';

test('reads state, group, session and start time of a process with any program name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'td-proc-stat-'));
  const program = join(folder, 'a ) Z 1 (b');
  copyFileSync('/bin/sleep', program);
  const child = spawn(program, ['60'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  const before = readProcStat(process.pid)!;
  const stat = readProcStat(child.pid!)!;
  expect(stat).toMatchObject({
    state: expect.stringMatching(/^[RSD]$/) as string,
    group: child.pid,
    session: child.pid,
  });
  expect(Number(stat.startTime)).toBeGreaterThan(Number(before.startTime));
  expect(readProcStat(child.pid!)!.startTime).toBe(stat.startTime);
});

test('returns null for a process that does not exist', () => {
  expect(readProcStat(2 ** 22 + 1)).toBeNull();
});
