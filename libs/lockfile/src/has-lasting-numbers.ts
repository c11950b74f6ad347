import { readFile, statfs } from 'node:fs/promises';

/**
 * Whether a file in this folder has the same inode number for as long as it exists. FAT and exFAT do not store one, and most
 * file systems in user space make one up for each name, so it is another one after the kernel has dropped its cache.
 * @param device of a file in the folder, as stat(2) gives it
 */
export async function hasLastingNumbers(folder: string, device: bigint): Promise<boolean> {
  const { type } = await statfs(folder);
  if (type === fuse) return lastingInUserSpace.has(await nameOfFileSystem(device));
  return !withoutLastingNumbers.has(type);
}

/** The file system's name in /proc/self/mountinfo, such as `fuse.sshfs`; '' = not known. Source: proc_pid_mountinfo(5). */
async function nameOfFileSystem(device: bigint): Promise<string> {
  const id = `${majorOf(device)}:${minorOf(device)}`;
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  const mount = mounts.split('\n').find((line) => line.split(' ', 3)[2] === id);
  return mount?.split(' - ')[1]?.split(' ')[0] ?? '';
}

// Source: makedev(3).
function majorOf(device: bigint): bigint {
  return ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
}

function minorOf(device: bigint): bigint {
  return (device & 0xffn) | ((device >> 12n) & ~0xffn);
}

// Source: statfs(2), f_type, and linux/magic.h.
const fuse = 0x65735546;
const withoutLastingNumbers = new Set([
  0x4d44, // FAT
  0x2011bab0, // exFAT
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x517b, // SMB
  0x786f4256, // VirtualBox's shared folders
]);

/** GlusterFS makes the number from the file's own id. */
const lastingInUserSpace = new Set(['fuse.glusterfs']);
