import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, onTestFinished, test } from 'vitest';
import { decodeSplits, openJob, readJobFile, saveSplits } from '../src/index.ts';

const facts = { scene: '/s.pov', sceneHash: null, width: 8, height: 999_999_999, options: [] };

test('the rows at which bands were cut short are in the job file, the newest if they are too many', async () => {
  const folder = temporaryFolder();
  const job = await openJob(folder, facts, { takeover: 'none', join: false });
  onTestFinished(() => job.release());
  expect(decodeSplits(job.file.splits)).toEqual([]);
  await saveSplits(job, [193, 97]);
  expect(decodeSplits((await readJobFile(folder))!.splits)).toEqual([193, 97]);
  await saveSplits(
    job,
    Array.from({ length: 5_000 }, (_, i) => 999_999_999 - i),
  );
  expect(decodeSplits((await readJobFile(folder))!.splits).at(-1)).toBe(999_995_000);
  await saveSplits({ ...job, folder, id: 'another' }, [1]);
  expect(decodeSplits((await readJobFile(folder))!.splits)).toHaveLength(800);
});

test('a job file whose splits are no text is refused', async () => {
  const folder = temporaryFolder();
  await (await openJob(folder, facts, { takeover: 'none', join: false })).release();
  const path = join(folder, '.td-job.json');
  const file = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...file, splits: '193' }));
  expect(decodeSplits((await readJobFile(folder))!.splits)).toEqual([193]);
  writeFileSync(path, JSON.stringify({ ...file, splits: [193] }));
  await expect(readJobFile(folder)).rejects.toMatchObject({ code: 'E_JOB_FILE' });
});

test('what is no row is left out', () => {
  expect(decodeSplits('9 x 0 -3 1e3 1234567890 17')).toEqual([9, 17]);
  expect(decodeSplits('')).toEqual([]);
});
