import { PassThrough } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Outputs } from '../../src/outputs.ts';
import { progressView } from '../../src/progress/progress-view.ts';
import { band } from '../observers/events.ts';

test('draws nothing before the first event', async () => {
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  let written = '';
  stderr.on('data', (chunk: Buffer) => (written += String(chunk)));
  const outputs = new Outputs({ stdout: new PassThrough(), stderr });
  const auto = { terminal: 'bar', elsewhere: 'none' } as const;
  const place = { outputs, env: {}, warn: (line: string) => outputs.warn(`${line}\n`) };
  const view = await progressView({ style: 'bar', auto, isQuiet: false }, place);
  const observer = view.observer();
  await wait(200);
  expect(written).toBe('');
  observer.see(band(1, 'started'));
  await expect.poll(() => written).toContain('0 of 1 band');
  await observer.end?.();
});
