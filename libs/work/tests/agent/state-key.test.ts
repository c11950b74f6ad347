import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobFile } from '@task-distributor/lockfile';
import { BlockLayout, type RenderRequest } from '@task-distributor/render';
import { smallScene, temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { stateKey } from '../../src/agent/kept/state-key.ts';

test('all that decides pixels changes the name of a state, and the last row does not', async () => {
  const folder = temporaryFolder();
  const scene = await smallScene(folder);
  const [program, other] = [join(folder, 'povray'), join(folder, 'povray-2')];
  await writeFile(program, 'a program');
  await copyFile(program, other);
  const ini = join(folder, 'my.ini');
  await writeFile(ini, 'Antialias=Off\n');
  const rows = { first: 33, last: 64 };
  const request = { program, scene, width: 160, height: 121, rows, format: '+FN', options: [ini] };
  const job = { id: 'job-1', sceneHash: 'abc', reads: { hash: 'x', count: 0, files: [], stamps: [] } };
  const key = (
    changes: Partial<RenderRequest> = {},
    jobChanges: object = {},
    layout = new BlockLayout(rows, 160, 32),
  ): string =>
    stateKey({ ...request, ...changes }, layout, { ...job, ...jobChanges } as unknown as JobFile, {
      folder,
      env: {},
    });
  const same = key();
  expect(key({ rows: { first: 33, last: 50 } }, {}, new BlockLayout({ first: 33, last: 50 }, 160, 32))).toBe(
    same,
  );
  const others = [
    key({ width: 161 }),
    key({ height: 120 }),
    key({ options: [ini, '+A'] }),
    key({ options: [] }),
    key({ format: '+FN16' }),
    key({ program: other }),
    key({}, { id: 'job-2' }),
    key({}, { sceneHash: 'abd' }),
    key({}, { reads: { ...job.reads, hash: 'y' } }),
    key({}, {}, new BlockLayout({ first: 34, last: 64 }, 160, 32)),
    key({}, {}, new BlockLayout(rows, 160, 16)),
  ];
  await writeFile(ini, 'Antialias=On\n');
  others.push(key());
  await writeFile(program, 'another version');
  others.push(key());
  expect(new Set([same, ...others]).size).toBe(others.length + 1);
});
