import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { closeJob, findProbePicture, listPreviews, openJob } from '../src/index.ts';
import { isPreview, isProbePicture, rowsOfPreviewName, temporaryPictureName } from '../src/names.ts';
import { removePreview, writePreview, writeProbePicture } from '../src/watched-pictures.ts';

const facts = { scene: '/s.pov', sceneHash: null, width: 8, height: 600, options: [] };
const none = { takeover: 'none', join: false } as const;
const upper = { first: 1, last: 150 };
const lower = { first: 151, last: 300 };
const log = '.td-log.jsonl';
const names = ['.td-preview-rows-000001-000150.png', '.td-preview-rows-000151-000300.png'];

async function folderWithPictures(): Promise<string> {
  const folder = temporaryFolder();
  await writePreview(folder, lower, Buffer.from('lower'));
  await writePreview(folder, upper, Buffer.from('up'));
  await writeProbePicture(folder, Buffer.from('probe'));
  writeFileSync(join(folder, log), '');
  return folder;
}

test('previews are listed by their rows, and change their version with their content', async () => {
  const folder = await folderWithPictures();
  symlinkSync(join(folder, names[0]!), join(folder, '.td-preview-rows-000301-000302.png'));
  mkdirSync(join(folder, '.td-preview-rows-000303-000304.png'));
  writeFileSync(join(folder, temporaryPictureName(names[1]!)), 'half');
  const before = await listPreviews(folder);
  expect(before.map(({ rows, path, bytes }) => ({ rows, path, bytes }))).toEqual([
    { rows: upper, path: join(folder, names[0]!), bytes: 2 },
    { rows: lower, path: join(folder, names[1]!), bytes: 5 },
  ]);
  await writePreview(folder, upper, Buffer.from('upper'));
  const after = await listPreviews(folder);
  expect(after[0]!.version).not.toBe(before[0]!.version);
  expect(after[1]!.version).toBe(before[1]!.version);
  expect(readFileSync((await findProbePicture(folder))!.path, 'utf8')).toBe('probe');
  await removePreview(folder, upper);
  await removePreview(folder, upper);
  expect(await listPreviews(folder)).toEqual(after.slice(1));
  expect(await listPreviews(join(folder, 'none'))).toEqual([]);
  expect(await findProbePicture(join(folder, 'none'))).toBeNull();
});

test.each([names[0]!, temporaryPictureName(names[0]!)])('%s is a preview', (name) => {
  expect(isPreview(name)).toBe(true);
  expect(rowsOfPreviewName(name)).toEqual(name === names[0] ? upper : null);
});

test.each(['rows-000001-000150.png', '.td-preview-rows-1-150.png', '.td-preview-pi110.png', 'x', log])(
  '%s is none',
  (name) => {
    expect(isPreview(name)).toBe(false);
    expect(isProbePicture(name)).toBe(false);
  },
);

test('a new job removes what an old one has left', async () => {
  const folder = await folderWithPictures();
  writeFileSync(join(folder, temporaryPictureName(names[1]!)), 'half');
  writeFileSync(join(folder, temporaryPictureName('.td-probe.png')), 'half');
  writeFileSync(join(folder, '.td-mine'), '');
  const job = await openJob(folder, facts, none);
  await job.close();
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', '.td-mine', 'lockfile']);
});

test('a job that is continued keeps its log and the picture of the probe', async () => {
  const folder = temporaryFolder();
  const job = await openJob(folder, facts, none);
  await job.release();
  await writePreview(folder, upper, Buffer.from(''));
  await writeProbePicture(folder, Buffer.from(''));
  writeFileSync(join(folder, log), '');
  await (await openJob(folder, { ...facts, earlier: job.file }, none)).close();
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', log, '.td-probe.png', 'lockfile']);
});

test('joining a job leaves everything as it is, unless its lockfile is a script’s', async () => {
  const folder = temporaryFolder();
  const job = await openJob(folder, facts, none);
  writeFileSync(join(folder, log), '');
  await (await openJob(folder, facts, { ...none, join: true })).close();
  expect(readdirSync(folder)).toContain(log);
  await job.release();
  writeFileSync(join(folder, 'lockfile'), '');
  await (await openJob(folder, { ...facts, width: 9 }, { ...none, join: true })).close();
  expect(readdirSync(folder).sort()).toEqual(['.td-job.json', 'lockfile']);
});

test('they are removed with the job', async () => {
  const folder = temporaryFolder();
  const job = await openJob(folder, facts, none);
  await job.close();
  await writePreview(folder, upper, Buffer.from(''));
  await writeProbePicture(folder, Buffer.from(''));
  writeFileSync(join(folder, log), '');
  await closeJob(folder, [], { job: job.id });
  expect(readdirSync(folder)).toEqual([]);
});
