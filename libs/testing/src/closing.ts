import { onTestFinished } from 'vitest';

/** Closes it when the test is over, however it ends. */
export function closing<T extends { close(): Promise<void> }>(opened: T): T {
  onTestFinished(() => opened.close());
  return opened;
}
