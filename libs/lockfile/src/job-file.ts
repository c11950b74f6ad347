import { open, rename, rm } from 'node:fs/promises';
import { errorMessage, hasControls, isJobId, TdError, errorCode } from '@task-distributor/band';
import type { FileIdentity } from './file-identity.ts';
import { jobFilePath, temporaryJobFilePath } from './names.ts';
import { openRegularFile } from './open-regular-file.ts';

/** Facts of a job, kept in .td-job.json. */
export interface JobFile {
  version: 1;
  id: string;
  scene: string;
  sceneHash: string | null;
  /** Pixels. */
  width: number;
  height: number;
  /** POV-Ray's. */
  options: string[];
  /** Who opened it. `startTime` is a token of processToken; '' = unknown. */
  owner: { host: string; pid: number; startTime: string };
  /** ISO 8601. */
  opened: string;
  /** The lockfile that belongs to it: another one in the folder was made by somebody else. */
  lockfile?: FileIdentity;
  /** Others have joined it, so that its owner's end is not the end of it. */
  joined?: true;
}

/**
 * The folder's job file; null when there is none.
 * @throws TdError E_JOB_FILE when it is not one
 */
export async function readJobFile(folder: string): Promise<JobFile | null> {
  const path = jobFilePath(folder);
  try {
    const handle = await openRegularFile(path);
    try {
      const buffer = Buffer.alloc(largestJobFile + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return parseJobFile(buffer.toString('utf8', 0, bytesRead), path);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    if (error instanceof TdError) throw error;
    throw new TdError(`${path}: ${errorMessage(error)}`, { cause: error, path, code: errorCode(error) });
  }
}

/** Puts a job file in place, whole: readers see the old one or the new one. */
export async function writeJobFile(folder: string, file: JobFile): Promise<void> {
  const path = jobFilePath(folder);
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (Buffer.byteLength(text) > largestJobFile) {
    throw new TdError(`${path}: Expected facts of a job of at most ${largestJobFile} bytes, got more`, {
      path,
    });
  }
  // Checked as if read, so that nothing is written that nobody could read.
  parseJobFile(text, path);
  const temporary = temporaryJobFilePath(folder);
  try {
    const handle = await open(temporary, 'wx', 0o666);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new TdError(`${path}: ${errorMessage(error)}`, { cause: error, path, code: errorCode(error) });
  }
}

function parseJobFile(text: string, path: string): JobFile {
  const refuse = (expected: string): never => {
    throw new TdError(`${path}: Expected a job file, with ${expected}; remove it if no job needs it`, {
      code: 'E_JOB_FILE',
      path,
    });
  };
  if (Buffer.byteLength(text) > largestJobFile) refuse(`at most ${largestJobFile} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse('one JSON object');
  }
  if (!isRecord(value)) return refuse('one JSON object');
  const { version, id, scene, sceneHash, width, height, options, owner, opened, lockfile, joined } = value;
  if (version !== 1) refuse('version 1');
  if (typeof id !== 'string' || !isJobId(id)) return refuse('an id of letters, digits, dots, dashes');
  if (!isText(scene)) return refuse('a scene');
  if (sceneHash !== null && !isText(sceneHash)) return refuse('sceneHash: text or null');
  if (!isSize(width) || !isSize(height)) return refuse('width and height in pixels');
  if (!Array.isArray(options) || !options.every((option) => typeof option === 'string')) {
    return refuse('options: a list of texts');
  }
  if (!isRecord(owner) || !isText(owner.host) || !isSize(owner.pid) || !isText(owner.startTime)) {
    return refuse('an owner: host, pid, startTime');
  }
  if (!isText(opened) || Number.isNaN(Date.parse(opened))) return refuse('opened: an ISO date');
  const file: JobFile = {
    version: 1,
    id,
    scene,
    sceneHash,
    width,
    height,
    options,
    owner: { host: owner.host, pid: owner.pid, startTime: owner.startTime },
    opened,
    ...(joined === true ? { joined } : {}),
  };
  if (lockfile === undefined) return file;
  if (!isRecord(lockfile) || !isText(lockfile.ino) || !isText(lockfile.born)) {
    return refuse('lockfile: ino and born');
  }
  return { ...file, lockfile: { ino: lockfile.ino, born: lockfile.born } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that goes into messages: bounded, and no controls. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 4096 && !hasControls(value);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value < 2 ** 32;
}

const largestJobFile = 65_536;
