import { expect, test, vi } from 'vitest';
import { linkAbort, onAbort, sleep } from '../../src/index.ts';

test('calls every listener with the reason, except removed ones', () => {
  const controller = new AbortController();
  const called: unknown[] = [];
  const removals = ['a', 'b', 'c'].map((name) =>
    onAbort(controller.signal, (reason) => called.push([name, reason])),
  );
  removals[1]!();
  controller.abort('enough');
  expect(called).toEqual([
    ['a', 'enough'],
    ['c', 'enough'],
  ]);
});

test('calls a listener at once if the signal is already aborted', () => {
  const listener = vi.fn();
  onAbort(AbortSignal.abort('before'), listener);
  expect(listener).toHaveBeenCalledWith('before');
});

test('hundreds of listeners cause no warning, and are all removed from the signal', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  const { signal } = new AbortController();
  const remove = vi.spyOn(signal, 'removeEventListener');
  const links = Array.from({ length: 400 }, () => linkAbort(signal));
  await Promise.all(Array.from({ length: 400 }, () => sleep(1, signal)));
  for (const link of links) link.unlink();
  await sleep(1);
  process.off('warning', note);
  expect(warnings).toEqual([]);
  expect(remove).toHaveBeenCalledTimes(1);
});
