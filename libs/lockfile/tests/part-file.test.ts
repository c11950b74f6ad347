import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PartFile } from '../src/index.ts';
import { temporaryFolder } from '@task-distributor/testing';

test('a part gets its name only when it is published, and replaces an older one atomically', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'pi110.png'), 'old');
  const part = await PartFile.create(folder, 'pi110.png', 'job-1');
  await new Promise<void>((written) => part.sink.write('new', () => written()));
  expect(readdirSync(folder)).toEqual([
    expect.stringMatching(/^\.part-pi110\.png-job-1-[0-9a-f]{12}$/),
    'pi110.png',
  ]);
  expect(readFileSync(part.path, 'utf8')).toBe('old');
  await part.publish();
  expect(readdirSync(folder)).toEqual(['pi110.png']);
  expect(readFileSync(part.path, 'utf8')).toBe('new');
});

test('a discarded part leaves no file', async () => {
  const folder = temporaryFolder();
  const part = await PartFile.create(folder, 'pi110.png', null);
  part.sink.write('half');
  await part.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that is not writable is named', async () => {
  const folder = join(temporaryFolder(), 'none');
  await expect(PartFile.create(folder, 'pi110.png', 'job-1')).rejects.toMatchObject({
    code: 'E_WRITE',
    message: `${folder}: cannot write the part: No such file or directory`,
  });
});
