import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, makeKey, publicKey, startSshd } from '@task-distributor/testing';
import { execa } from 'execa';

/** A file system that a job folder can be on. */
export interface FileSystem {
  readonly name: string;
  /** Or only whole jobs, because another file system is like it in the other cases. */
  readonly hasAllCases: boolean;
  /**
   * Mounts it.
   * @param folder an empty folder for what it needs
   * @throws when it cannot be mounted
   */
  mount(folder: string): Promise<Mounted>;
}

export interface Mounted {
  readonly path: string;
  /** Where the server has the same files: what is changed there, this machine's caches do not know. */
  readonly atServer?: string;
  unmount(): Promise<void>;
}

export const fileSystems: readonly FileSystem[] = [
  { name: 'sshfs', hasAllCases: true, mount: (folder) => mountSshfs(folder, []) },
  {
    name: 'sshfs without hard links',
    hasAllCases: false,
    mount: (folder) => mountSshfs(folder, ['-o', 'disable_hardlink']),
  },
  { name: 'exFAT', hasAllCases: true, mount: mountExfat },
  { name: 'bindfs', hasAllCases: false, mount: mountBindfs },
  { name: 'overlayfs', hasAllCases: true, mount: mountOverlay },
  // A file with content cannot be read with O_DIRECT there, though it can be opened.
  { name: 'mhddfs', hasAllCases: false, mount: mountMhddfs },
  { name: 'GlusterFS', hasAllCases: false, mount: mountGlusterfs },
];

async function mountSshfs(folder: string, options: readonly string[]): Promise<Mounted> {
  const { back, path } = makeFolders(folder);
  const key = makeKey(join(folder, 'key'));
  const sshd = await startSshd({
    folder,
    name: 'sshfs',
    authorizedKeys: publicKey(key),
    config: 'Subsystem sftp internal-sftp',
  });
  const address = argv`-p ${sshd.port} -o IdentityFile=${key}`;
  const unknownHost = argv`-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
  await execa('sshfs', [`root@127.0.0.1:${back}`, path, ...address, ...unknownHost, ...options]);
  const unmount = async () => {
    await umount(path);
    await sshd.stop();
  };
  return { path, atServer: back, unmount };
}

async function mountExfat(folder: string): Promise<Mounted> {
  const { path } = makeFolders(folder);
  const image = join(folder, 'image');
  writeFileSync(image, '');
  truncateSync(image, 16 * 1024 * 1024);
  await execa('/usr/sbin/mkfs.exfat', [image]);
  const { stdout: device } = await execa('/usr/sbin/losetup', ['--find', '--show', image]);
  try {
    await execa('/usr/sbin/mount.exfat-fuse', [device, path]);
  } finally {
    // While it is mounted, the kernel keeps it.
    await execa('/usr/sbin/losetup', ['--detach', device]);
  }
  return { path, unmount: () => umount(path) };
}

async function mountBindfs(folder: string): Promise<Mounted> {
  const { back, path } = makeFolders(folder);
  await execa('bindfs', [back, path]);
  return { path, unmount: () => umount(path) };
}

async function mountMhddfs(folder: string): Promise<Mounted> {
  const { back, path } = makeFolders(folder);
  const [first, second] = [join(back, 'first'), join(back, 'second')];
  mkdirSync(first);
  mkdirSync(second);
  await execa('mhddfs', [`${first},${second}`, path]);
  return { path, unmount: () => umount(path) };
}

async function mountOverlay(folder: string): Promise<Mounted> {
  const { back, path } = makeFolders(folder);
  // The folder itself can be on an overlayfs, as in a container, and then it cannot be a layer of another.
  await execa('mount', ['-t', 'tmpfs', 'tmpfs', back]);
  const [lower, upper, work] = ['lower', 'upper', 'work'].map((name) => join(back, name));
  for (const layer of [lower, upper, work]) mkdirSync(layer!);
  const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  await execa('mount', ['-t', 'overlay', 'overlay', '-o', layers, path]);
  const unmount = async () => {
    await umount(path);
    await umount(back);
  };
  return { path, unmount };
}

/** The client of GlusterFS, with the server's part of it in the same process. */
async function mountGlusterfs(folder: string): Promise<Mounted> {
  const { back, path } = makeFolders(folder);
  const volume = join(folder, 'volume');
  writeFileSync(
    volume,
    `volume posix
  type storage/posix
  option directory ${back}
end-volume
volume locks
  type features/locks
  subvolumes posix
end-volume
`,
  );
  await execa('glusterfs', [`--volfile=${volume}`, `--log-file=${join(folder, 'log')}`, path]);
  return { path, unmount: () => umount(path) };
}

function makeFolders(folder: string): { back: string; path: string } {
  const [back, path] = [join(folder, 'back'), join(folder, 'mount')];
  mkdirSync(back);
  mkdirSync(path);
  return { back, path };
}

async function umount(path: string): Promise<void> {
  await execa('umount', ['--lazy', path]);
}
