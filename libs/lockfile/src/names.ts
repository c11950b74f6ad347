import { basename, dirname, join } from 'node:path';
import { parseRows, randomSuffix, type Rows } from '@task-distributor/band';

// Every name of a file in a job folder is made and recognised here. docs/job-folder.md lists them.

/** The file that exists while a job is open in the folder. */
export function lockfilePath(folder: string): string {
  return join(folder, 'lockfile');
}

/** The same for the user, who sees the folder as given: `./job//lockfile`. */
export function shownLockfile(folder: string): string {
  return `${folder}/lockfile`;
}

/** The file with the facts of the job. Its modification time is the heartbeat of the stage that is running. */
export function jobFilePath(folder: string): string {
  return join(folder, '.td-job.json');
}

/** A file with which a check finds out whether a host sees the same folder: written here, or by a host. */
export function checkFilePath(folder: string, token: string): string {
  return join(folder, `.td-check-${token}`);
}

/** The folder that proper-lockfile creates to lock a lockfile. */
export function folderLockPath(lockfile: string): string {
  return `${lockfile}.lock`;
}

/** Where a new lockfile is written before it gets its name, and where an old one is moved before it is removed. */
export function temporaryLockfilePath(lockfile: string): string {
  return join(dirname(lockfile), `.td-lockfile-${crypto.randomUUID()}`);
}

/** Where the lock of a dead process is moved before it is removed. */
export function temporaryLockPath(lock: string): string {
  return join(dirname(lock), `.td-lock-${crypto.randomUUID()}`);
}

/** Where a job file is written before it gets its name. */
export function temporaryJobFilePath(folder: string): string {
  return `${jobFilePath(folder)}-${crypto.randomUUID()}`;
}

/**
 * File name of the part that holds these rows: `rows-000151-000300.png`. Lexical order is row order, so
 * `convert rows-*.png -append` works.
 */
export function partName(rows: Rows): string {
  return `rows-${pad(rows.first)}-${pad(rows.last)}.png`;
}

/** File name of a host's part, as the original's worker names it: `pi110.png`. */
export function hostPartName(host: string): string {
  return `${host}.png`;
}

/** The rows in the name of a part, given its name or its path; null when it is not named for rows. */
export function rowsOfPartName(part: string): Rows | null {
  const name = basename(part);
  const [, first, last] = /^rows-0*(\d+)-0*(\d+)\.png$/.exec(name) ?? [];
  const rows = parseRows(`${first}-${last}`);
  return rows !== null && partName(rows) === name ? rows : null;
}

/** Whether a file of this name can be a part, whoever wrote it. */
export function isPartName(name: string): boolean {
  return /^[^.].*\.png$/.test(name);
}

/**
 * File name of a part while it is being written. It ends in the job, so that cleaning up after one job leaves the files of
 * another alone, and does not end in `.png`: the original composes `*pi*.png`.
 * @param job null = not known
 */
export function temporaryPartName(part: string, job: string | null): string {
  return `.part-${part}-${job ?? 'any'}-${randomSuffix()}`;
}

/** The name of the part that a file of this job will become, given its temporary name; null when it is another file. */
export function partOfTemporaryName(name: string, job: string): string | null {
  const random = name.lastIndexOf('-');
  const prefix = '.part-';
  const suffix = `-${job}`;
  if (!name.startsWith(prefix) || !/^[0-9a-f]+$/.test(name.slice(random + 1))) return null;
  const partAndJob = name.slice(prefix.length, random);
  return partAndJob.endsWith(suffix) ? partAndJob.slice(0, -suffix.length) : null;
}

/** File name of a state that is kept for a later attempt, in a job folder or in a host's folder for them. */
export function keptStateName(key: string): string {
  return `.td-state-${key}-${randomSuffix()}`;
}

/** Name of the file with blocks of a band, from this number on, that another host has rendered. */
export function givenBlocksName(key: string, first: number): string {
  return `.td-state-${key}-${first.toString(16).padStart(8, '0')}`;
}

/** The key in the name of a kept state; null when it is another file. */
export function keyOfKeptState(name: string): string | null {
  return /^\.td-state-([0-9a-f]+)-[0-9a-f]+$/.exec(name)?.[1] ?? null;
}

/** The key in the name of a file with blocks that another host has rendered; null when it is another file. */
export function keyOfGivenBlocks(name: string): string | null {
  return /^\.td-state-([0-9a-f]+)-[0-9a-f]{8}$/.exec(name)?.[1] ?? null;
}

/** The log of the job: its events, for those who watch it. */
export function jobLogPath(folder: string): string {
  return join(folder, '.td-log.jsonl');
}

/** The small picture that td-master has rendered to estimate what rows cost. */
export function probePicturePath(folder: string): string {
  return join(folder, '.td-probe.png');
}

/** File name of the small picture of a band that is being rendered: `.td-preview-rows-000151-000300.png`. */
export function previewName(rows: Rows): string {
  return `${previewPrefix}${partName(rows)}`;
}

/** The rows in the name of a preview; null when it is another file, or one that is not whole yet. */
export function rowsOfPreviewName(name: string): Rows | null {
  return name.startsWith(previewPrefix) ? rowsOfPartName(name.slice(previewPrefix.length)) : null;
}

/** Where a preview or the probe's picture is written before it gets its name. */
export function temporaryPictureName(name: string): string {
  return `${name}-${randomSuffix()}`;
}

/** The name of the part that a preview, whole or not, will be replaced by; null = it is another file. */
export function partOfPreview(name: string): string | null {
  const whole = name.replace(randomEnd, '');
  return rowsOfPreviewName(whole) === null ? null : whole.slice(previewPrefix.length);
}

/** Whether a file of this name is a preview, whole or not. */
export function isPreview(name: string): boolean {
  return partOfPreview(name) !== null;
}

/** Whether a file of this name is the probe's picture, whole or not. */
export function isProbePicture(name: string): boolean {
  return name.replace(randomEnd, '') === basename(probePicturePath('.'));
}

const previewPrefix = '.td-preview-';
const randomEnd = /-[0-9a-f]{12}$/;

function pad(row: number): string {
  return String(row).padStart(6, '0');
}
