import { statfs } from 'node:fs/promises';

/**
 * Whether a path is on a file system that other machines write to, and on which lines that two of them append at the same time
 * may overwrite each other (open(2), O_APPEND, on NFS). An unknown file system counts as local.
 */
export async function isNetworkFileSystem(path: string): Promise<boolean> {
  try {
    return networkFileSystems.has((await statfs(path)).type);
  } catch {
    return false;
  }
}

/** Source: statfs(2), f_type. */
const networkFileSystems = new Set([
  0x6969, // NFS
  0x65735546, // FUSE: GlusterFS, sshfs
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x517b, // SMB
  0x01021997, // 9P
  0x00c36400, // Ceph
  0x0bd00bd0, // Lustre
  0x01161970, // GFS2
  0x7461636f, // OCFS2
  0x6b414653, // AFS
  0x5346414f, // OpenAFS
]);
