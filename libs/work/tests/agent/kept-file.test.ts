import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { KeptFile } from '../../src/agent/kept/kept-file.ts';

function recordsOf(path: string, key: string): string[] {
  const file = KeptFile.own(path, key);
  try {
    return [...file.sound()].map(({ record }) => record.toString());
  } finally {
    file.close();
  }
}

test('gives back its records, but none to whoever has another key', () => {
  const path = join(temporaryFolder(), 'kept');
  const file = KeptFile.own(path, 'ab');
  for (const record of ['one', 'two']) file.append(Buffer.from(record));
  file.close();
  expect(recordsOf(path, 'ab')).toEqual(['one', 'two']);
  expect(recordsOf(path, 'cd')).toEqual([]);
});
