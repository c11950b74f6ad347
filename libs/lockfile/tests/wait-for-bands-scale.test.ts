import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { band, date, wait } from './waiting.ts';

test('100,000 lines of other hosts cause no delay', async () => {
  const { folder, input, rest, part } = wait({ graceSeconds: 10 });
  const lines = Array.from({ length: 100_000 }, (_, i) => `other${i} ${date}`);
  writeFileSync(join(folder, 'lockfile'), `${[...lines, `pi1 ${date}`].join('\n')}\n`);
  part('pi1.png');
  const bands = Array.from({ length: 300 }, (_, i) => band(`${i + 2}-${i + 2}`, `pi${i + 2}`, 'failed', 'x'));
  input.put(...bands, band('1-1', 'pi1', 'started'), 'end');
  const started = performance.now();
  expect((await rest()).at(-1)).toBe('1-1 pi1 done pi1.png');
  expect(performance.now() - started).toBeLessThan(5000);
});

test('10,000 bands and 100,000 lines of other rows', async () => {
  const { folder, input, rest } = wait({ graceSeconds: 100 });
  const lines = Array.from({ length: 100_000 }, (_, i) => `pi${i % 400} ${date} ${i + 1}-${i + 1}`);
  writeFileSync(join(folder, 'lockfile'), `${lines.join('\n')}\n`);
  const bands = Array.from({ length: 10_000 }, (_, i) => {
    const row = i * 10 + 1;
    const digits = String(row).padStart(6, '0');
    writeFileSync(join(folder, `rows-${digits}-${digits}.png`), '');
    return band(`${row}-${row}`, `pi${i % 400}`, 'started');
  });
  const started = performance.now();
  input.put(...bands, 'end');
  const texts = await rest();
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(texts).toHaveLength(20_000);
  expect(texts.slice(10_000).every((text) => text.includes(' done '))).toBe(true);
});

/** Seconds for this number of bands of one host, each finished by a line without rows. */
async function manyOfOneHost(count: number): Promise<number> {
  const { folder, input, rest, part } = wait({ graceSeconds: 100 });
  part('pi1.png');
  const lines = Array.from({ length: count }, (_, i) => `pi1 ${date} number ${i}`);
  const bands = Array.from({ length: count }, (_, i) => band(`${i + 1}-${i + 1}`, 'pi1', 'started'));
  const started = performance.now();
  input.put(...bands, 'end');
  writeFileSync(join(folder, 'lockfile'), `${lines.join('\n')}\n`);
  expect(await rest()).toHaveLength(2 * count);
  return performance.now() - started;
}

test('eight times as many bands of one host take eight times as long, not 64 times', async () => {
  await manyOfOneHost(2000);
  const few = await manyOfOneHost(4000);
  expect(await manyOfOneHost(32_000)).toBeLessThan(24 * few);
});
