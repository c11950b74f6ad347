import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const tools = resolve(import.meta.dirname, '../..');
export const shared = '/glusterfs/povray';
export const hostsFile = '/var/lib/td-cluster/hosts.txt';
export const sceneFolder = '/opt/povray/share/povray-3.7/scenes/objects/';
export const td = (command) => [process.execPath, join(tools, '../apps/td-master/bin', `${command}.js`)];
const workerPackage = join(tools, '../apps/td-worker');
export const workerFile = join(workerPackage, 'dist/td-worker.mjs');
/** It is on the PATH of the hosts. */
const installedWorker = '/usr/local/bin/td-worker';

/** Programs for the hosts. No command looks into subfolders of the job folder. */
export const programs = join(shared, 'programs');
export const ourWorker = `${process.execPath} ${join(programs, 'td-worker.mjs')}`;

/** Names of the first hosts. */
export const hostNames = (count) => Array.from({ length: count }, (_, i) => `pi${110 + i}`);

/** Creates a cluster, does the work, and removes the cluster. */
export async function onCluster(options, work) {
  const cluster = (...args) => promisify(execFile)(join(tools, 'cluster'), args);
  const own = ['--owner', String(process.pid)];
  await cluster('up', ...options, '--wait', '900', ...own);
  try {
    // The shared folder may have been there before. Folders that are made now may be written by the hosts.
    await rm(programs, { recursive: true, force: true });
    await mkdir(programs);
    await emptyShared();
    await copyFile(workerFile, join(programs, 'td-worker.mjs'));
    await installWorker();
    await work();
  } finally {
    await rm(installedWorker, { force: true });
    await cluster('down', ...own);
  }
}

/** Installs td-worker for the hosts, as npm would. */
async function installWorker() {
  const folder = join(programs, 'td-worker');
  for (const name of ['package.json', 'bin', 'dist'])
    await cp(join(workerPackage, name), join(folder, name), { recursive: true });
  await rm(installedWorker, { force: true });
  await symlink(join(folder, 'bin/td-worker.js'), installedWorker);
}

/** Removes everything but the programs from the shared folder. */
export async function emptyShared() {
  for (const name of await readdir(shared)) {
    if (join(shared, name) !== programs) await rm(join(shared, name), { recursive: true });
  }
}
