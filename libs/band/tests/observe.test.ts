import { expect, test } from 'vitest';
import { AsyncQueue, type JobEvent, observe, type Observer } from '../src/index.ts';

const failing: Observer = {
  see: () => undefined,
  end: () => Promise.reject(new Error('of the observer')),
};

async function run(error: Error | null): Promise<void> {
  const queue = new AsyncQueue<JobEvent>();
  if (error === null) queue.end();
  else queue.fail(error);
  const events = queue.drain(new AbortController().signal);
  for await (const event of observe(events, [failing])) void event;
}

test('an error of an observer is thrown at the end', async () => {
  await expect(run(null)).rejects.toThrow('of the observer');
});

test('an error of the stream is not replaced by one of an observer', async () => {
  await expect(run(new Error('of the stream'))).rejects.toThrow('of the stream');
});
