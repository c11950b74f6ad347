import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asNobody, temporaryFolder } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';
import { run, tools } from './run-cluster.ts';

let folder: string;

beforeEach(async () => {
  folder = temporaryFolder();
  await chmod(folder, 0o777);
});

/** Runs this shell code with the functions of tools/cluster, as a user whose clusters are those in the folder. */
function shell(code: string) {
  const source = `set -euo pipefail; for part in ${tools}/cluster.d/lib-*.sh; do . "$part"; done; ${code}`;
  const [program, ...words] = asNobody(['bash', '-c', source]);
  return run(program, words, { env: { HOME: folder, XDG_STATE_HOME: folder } });
}

/** What `up` does about a shared folder, without hosts. */
const up = (shared: string) =>
  shell(
    `shared=${shared} shared_kind=shared isolation=none cpu='' gluster=no; mkdir "$state"; ` +
      'save_settings isolation shared cpu gluster; make_shared_folder',
  );
const down = () => shell('cluster_down');

test("down keeps a shared folder that has the user's files, and names them", async () => {
  const shared = join(folder, 'srv', 'x');
  expect(await up(shared)).toMatchObject({ exitCode: 0, stderr: '' });
  await writeFile(join(shared, 'mine.pov'), '');
  await writeFile(join(shared, 'out.png'), '');
  expect(await down()).toMatchObject({
    exitCode: 0,
    stderr: `tools/cluster: kept ${shared}, as it has files that are not the cluster's: mine.pov out.png`,
  });
  expect(await readdir(shared)).toEqual(['mine.pov', 'out.png']);
  expect(await readdir(folder)).toEqual(['srv']);
});

test('down removes the empty folders that up has created, and no others', async () => {
  await mkdir(join(folder, 'before'), { mode: 0o777 });
  await chmod(join(folder, 'before'), 0o777);
  await up(join(folder, 'before', 'srv', 'x'));
  expect(await readdir(join(folder, 'before', 'srv'))).toEqual(['x']);
  expect(await down()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readdir(folder)).toEqual(['before']);
  expect(await readdir(join(folder, 'before'))).toEqual([]);
});

test('down leaves a folder alone that was there before', async () => {
  const shared = join(folder, 'mine');
  await mkdir(shared);
  await up(shared);
  expect(await down()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readdir(folder)).toEqual(['mine']);
});
