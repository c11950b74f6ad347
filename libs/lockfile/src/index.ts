export { type JobFile, readJobFile } from './job-file.ts';
export { type JobFacts, type OpenOptions, type Takeover, openJob } from './open-job.ts';
export { checkUnlocked } from './create-job.ts';
export type { Job } from './job.ts';
export { jobDifferences } from './job-differences.ts';
export { decodePlan, encodePlan, type PlannedBand } from './job-plan.ts';
export { savePlan } from './save-plan.ts';
export { decodeSplits } from './job-splits.ts';
export { saveSplits } from './save-splits.ts';
export type { JobReads } from './job-reads.ts';
export { checkFolder, makeFolder, removeFolders } from './check-folder.ts';
export { makeOpenFolder } from './make-open-folder.ts';
export { closeJob } from './close-job.ts';
export {
  hostPartName,
  checkFilePath,
  givenBlocksName,
  jobFilePath,
  keptStateName,
  keyOfGivenBlocks,
  keyOfKeptState,
  lockfilePath,
  partName,
  rowsOfPartName,
  shownLockfile,
} from './names.ts';
export { JobLog } from './job-log.ts';
export { type LogPosition, readJobLog } from './read-job-log.ts';
export {
  findProbePicture,
  listPreviews,
  removePreview,
  type WatchedPicture,
  writePreview,
  writeProbePicture,
} from './watched-pictures.ts';
export { removePreviewsOf } from './remove-watched.ts';
export { PartFile } from './part-file.ts';
export { removeKeptStates, removeUnfinishedParts } from './remove-unfinished-parts.ts';
export { markAllDone, markDone } from './mark-done.ts';
export { type WaitOptions, waitForBands } from './wait-for-bands.ts';
export { waitForHosts } from './wait-for-hosts.ts';
export { isNetworkFileSystem } from './is-network-file-system.ts';
export { LockfileIndex } from './lockfile-index.ts';
export { dateOfLine, readLockfile } from './read-lockfile.ts';
export { LockfileReader } from './lockfile-reader.ts';
export type { LockfileLine } from './lockfile-line.ts';
export { inspectLockfile, type LockfileStatus } from './lockfile-status.ts';
