import { expect, test } from 'vitest';
import { Fifo } from '../../src/index.ts';

test('items come out in the order in which they were added, even with alternating calls', () => {
  const fifo = new Fifo<number>();
  expect(fifo.shift()).toBeUndefined();
  const out: (number | undefined)[] = [];
  for (let i = 0; i < 1000; i += 1) {
    fifo.push(i);
    if (i % 3 === 0) out.push(fifo.shift());
  }
  for (let item = fifo.shift(); item !== undefined; item = fifo.shift()) out.push(item);
  expect(out).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  fifo.push(7);
  expect([fifo.shift(), fifo.shift()]).toEqual([7, undefined]);
});
