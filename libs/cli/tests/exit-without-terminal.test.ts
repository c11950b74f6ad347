import { PassThrough, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { exitWithoutTerminal } from '../src/exit-without-terminal.ts';

/** An output that takes nothing. */
function stopped(isTTY: boolean): Writable {
  const output = new PassThrough({ highWaterMark: 1 });
  output.write('one');
  output.write('two');
  return Object.assign(output, { isTTY });
}

async function hasExited(...outputs: Writable[]): Promise<boolean> {
  let exited = false;
  exitWithoutTerminal(outputs, () => (exited = true), 10);
  await sleep(50);
  return exited;
}

test('gives up only terminals, and only those that take nothing', async () => {
  const free = Object.assign(new PassThrough(), { isTTY: true });
  expect(await hasExited(free, stopped(true))).toBe(true);
  expect(await hasExited(free, free)).toBe(false);
  expect(await hasExited(stopped(false), free)).toBe(false);
  expect(await hasExited(stopped(false), stopped(true))).toBe(false);
});
