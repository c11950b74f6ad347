import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { endSilentOutput } from '../src/end-silent-output.ts';

test('what was written while this process stood still is read', async () => {
  const child = spawn('sh', ['-c', 'read -r line; echo late; exec sleep 60']);
  await once(child, 'spawn');
  const to = child.stdout.pipe(new PassThrough());
  endSilentOutput([{ from: child.stdout, to }], 20, () => child.kill());
  child.stdin.end('\n');
  // Lets the line go out, and then blocks this process for longer than the silence.
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500));
  expect(await text(to)).toBe('late\n');
});
