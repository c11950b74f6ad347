import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { partName, PartFile, removeUnfinishedParts } from '../src/index.ts';
import { temporaryFolder } from '@task-distributor/testing';

const rows = partName({ first: 1, last: 15 });

test('temporary files of these parts and this job are removed, for any names of parts', async () => {
  const folder = temporaryFolder();
  const others = [
    `.part-${rows}-job-2-bbbbbbbbbbbb`,
    `.part-${rows}-any-bbbbbbbbbbbb`,
    `.part-pi110.png-job-2-bbbbbbbbbbbb`,
    `.part-${partName({ first: 16, last: 30 })}-job-1-cccccccccccc`,
    '.part-pi11.png-job-1-cccccccccccc',
    '.part-pi110.png-job-1-notes',
    rows,
    'pi110.png',
    'lockfile',
  ];
  for (const name of others) writeFileSync(join(folder, name), '');
  const unfinished = await Promise.all(
    [rows, rows, 'pi110.png'].map((name) => PartFile.create(folder, name, 'job-1')),
  );
  expect(readdirSync(folder)).toHaveLength(others.length + 3);
  await removeUnfinishedParts(folder, [rows, 'pi110.png'], 'job-1');
  expect(readdirSync(folder).sort()).toEqual(others.sort());
  for (const part of unfinished) await part.discard();
});

test('so are those of other bands of these rows, as an earlier run had cut them', async () => {
  const folder = temporaryFolder();
  const parts = [partName({ first: 1, last: 16 }), partName({ first: 17, last: 40 }), 'pi110.png'];
  const name = (first: number, last: number) => `.part-${partName({ first, last })}-job-1-aaaaaaaaaaaa`;
  const others = [name(17, 41), name(48, 60)];
  for (const each of [name(1, 24), name(17, 32), ...others]) writeFileSync(join(folder, each), '');
  await removeUnfinishedParts(folder, parts, 'job-1');
  expect(readdirSync(folder).sort()).toEqual(others);
});

test('50,000 parts take no longer than reading the folder', async () => {
  const folder = temporaryFolder();
  const parts = Array.from({ length: 50_000 }, (_, i) => partName({ first: i + 1, last: i + 1 }));
  for (const part of parts.slice(0, 2000))
    writeFileSync(join(folder, `.part-${part}-job-2-aaaaaaaaaaaa`), '');
  const started = performance.now();
  await removeUnfinishedParts(folder, parts, 'job-1');
  // Comparing each name with each part takes 100 million comparisons.
  expect(performance.now() - started).toBeLessThan(500);
  expect(readdirSync(folder)).toHaveLength(2000);
});
