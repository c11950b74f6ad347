import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished, TestRunner } from 'vitest';

/**
 * Makes a folder. Made in a test or in `beforeEach`, it is removed after the test; made elsewhere, after the last test of
 * the file. Concurrent tests make theirs elsewhere, since Vitest cannot know which of them asks.
 */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'td-test-'));
  if (TestRunner.getCurrentTest() === undefined) ofFile.push(folder);
  else onTestFinished(() => remove(folder));
  return folder;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

const ofFile: string[] = [];

// The hook that is registered first is called last.
afterAll(() => {
  for (const folder of ofFile.splice(0)) remove(folder);
});
