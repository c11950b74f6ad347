export type { ImageFacts, Run } from './run.ts';
export type { RunOfSet } from './series.ts';
export { type Report, reportOf } from './report.ts';
export { isJoblog, readJoblog } from './read/joblog.ts';
export { type Finished, runOfFinished } from './read/run-of-finished.ts';
export { isOriginalLog, isOriginalLogName, readOriginalLog } from './read/original-log.ts';
export { extensions, type Format, formatOf } from './formats/formats.ts';
export { textOf } from './formats/text.ts';
