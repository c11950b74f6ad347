import { hasControls, isJobId, TdError } from '@task-distributor/band';
import type { JobFile } from './job-file.ts';
import { type JobPlan, longestPlan } from './job-plan.ts';
import { longestSplits } from './job-splits.ts';

/**
 * Checks the content of a job file, which others may have written.
 * @param path for the error
 * @throws TdError E_JOB_FILE
 */
export function parseJobFile(text: string, path: string): JobFile {
  const refuse: Refuse = (expected) => {
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
    return refuse('one JSON object');
  }
  if (!isRecord(value)) return refuse('one JSON object');
  if (value['version'] !== 1) refuse('version 1');
  const { id, opened, joined } = value;
  if (typeof id !== 'string' || !isJobId(id)) return refuse('an id of letters, digits, dots, dashes');
  if (!isText(opened) || Number.isNaN(Date.parse(opened))) return refuse('opened: an ISO date');
  return {
    version: 1,
    id,
    ...parseImage(value, refuse),
    ...parseReads(value['reads'], refuse),
    ...parsePlan(value['plan'], refuse),
    ...parseSplits(value['splits'], refuse),
    owner: parseOwner(value['owner'], refuse),
    opened,
    ...parseLockfile(value['lockfile'], refuse),
    ...(joined === true ? { joined } : {}),
  };
}

type Refuse = (expected: string) => never;

function parseImage(
  { scene, sceneHash, width, height, options }: Record<string, unknown>,
  refuse: Refuse,
): Pick<JobFile, 'scene' | 'sceneHash' | 'width' | 'height' | 'options'> {
  if (!isText(scene)) return refuse('a scene');
  if (sceneHash !== null && !isText(sceneHash)) return refuse('sceneHash: text or null');
  if (!isSize(width) || !isSize(height)) return refuse('width and height in pixels');
  if (!Array.isArray(options) || !options.every((option) => typeof option === 'string')) {
    return refuse('options: a list of texts');
  }
  return { scene, sceneHash, width, height, options };
}

function parseReads(reads: unknown, refuse: Refuse): Pick<JobFile, 'reads'> {
  if (reads === undefined) return {};
  if (!isRecord(reads)) return refuse('reads: hash, count, files');
  const { hash, count, files, stamps } = reads;
  if (!isText(hash) || typeof count !== 'number' || !isTexts(files))
    return refuse('reads: hash, count, files');
  if (stamps === undefined) return { reads: { hash, count, files } };
  if (!isTexts(stamps)) return refuse('reads.stamps: a list of texts');
  return { reads: { hash, count, files, stamps } };
}

function parsePlan(plan: unknown, refuse: Refuse): { plan?: JobPlan } {
  if (plan === undefined) return {};
  if (!isRecord(plan)) return refuse('a plan: cut, rows, hosts');
  const { cut, rows, hosts } = plan;
  if (!isText(cut) || !isText(rows, longestPlan) || !isText(hosts, longestPlan)) {
    return refuse('a plan: cut, rows, hosts');
  }
  return { plan: { cut, rows, hosts, ...(plan['quick'] === true ? { quick: true } : {}) } };
}

function parseSplits(splits: unknown, refuse: Refuse): Pick<JobFile, 'splits'> {
  if (splits === undefined) return {};
  return isText(splits, longestSplits) ? { splits } : refuse('splits: first rows');
}

function parseOwner(owner: unknown, refuse: Refuse): JobFile['owner'] {
  if (!isRecord(owner)) return refuse('an owner: host, pid, startTime');
  const { host, pid, startTime } = owner;
  if (!isText(host) || !isSize(pid) || !isText(startTime)) return refuse('an owner: host, pid, startTime');
  return { host, pid, startTime };
}

function parseLockfile(lockfile: unknown, refuse: Refuse): Pick<JobFile, 'lockfile'> {
  if (lockfile === undefined) return {};
  if (!isRecord(lockfile)) return refuse('lockfile: ino and born');
  const { ino, born } = lockfile;
  if (!isText(ino) || !isText(born)) return refuse('lockfile: ino and born');
  return { lockfile: { ino, born } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that goes into messages: bounded, and without control characters. */
function isText(value: unknown, longest = longestText): value is string {
  return typeof value === 'string' && value.length <= longest && !hasControls(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => isText(text));
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value < 2 ** 32;
}

/** In bytes. */
export const largestJobFile = 65_536;
/** In characters. */
export const longestText = 4096;
