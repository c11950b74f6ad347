import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { findProcesses, isRunning, processesWith } from '../src/index.ts';

test('finds a process by its command line and by its environment, until it has ended', async () => {
  const mark = `mark-${process.pid}-${performance.now()}`;
  const child = spawn('sleep', ['60.125'], { argv0: mark, env: { TD_MARK: mark } });
  await once(child, 'spawn');
  const found = [{ pid: child.pid, command: `${mark} 60.125 ` }];
  await expect.poll(() => findProcesses(mark)).toEqual(found);
  expect(await findProcesses(`TD_MARK=${mark}`, 'environ')).toEqual(found);
  expect(await processesWith(mark)).toEqual([`${mark} 60.125 `]);
  expect(isRunning(child.pid!)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await findProcesses(mark)).toEqual([]);
  expect(isRunning(child.pid!)).toBe(false);
});

test('a zombie is not running', async () => {
  const mark = `zombie-${process.pid}-${performance.now()}`;
  // Stopped, the shell waits for nobody.
  const shell = spawn('sh', ['-c', `(exec sh -c ':' ${mark}) & echo $!; kill -STOP $$`]);
  const [line] = (await once(shell.stdout, 'data')) as [Buffer];
  await expect.poll(() => isRunning(Number(line.toString()))).toBe(false);
  shell.kill('SIGKILL');
});
