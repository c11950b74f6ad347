import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFinished } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const date = '2026_11_22_09:07:33';

function band(first: number | null, last: number | null, host: string | null) {
  return { first, last, host, state: 'started', info: null } as const;
}

test('finished is a line of the rows, or of the host without rows, and the part', async () => {
  const folder = temporaryFolder();
  expect(await isFinished(folder, band(1, 5, 'pi1'))).toBe(false);
  writeFileSync(join(folder, 'lockfile'), `pi1 ${date} 1-5\npi2 ${date}\n`);
  expect(await isFinished(folder, band(1, 5, 'pi9'))).toBe(false);
  writeFileSync(join(folder, 'rows-000001-000005.png'), '');
  writeFileSync(join(folder, 'pi2.png'), '');
  expect(await isFinished(folder, band(1, 5, 'pi9'))).toBe(true);
  expect(await isFinished(folder, band(6, 10, 'pi1'))).toBe(false);
  expect(await isFinished(folder, band(6, 10, 'pi@pi2:2222'))).toBe(true);
  expect(await isFinished(folder, band(6, 10, 'pi22'))).toBe(false);
  expect(await isFinished(folder, band(6, 10, null))).toBe(false);
  expect(await isFinished(folder, band(null, null, 'pi1'))).toBe(true);
});
