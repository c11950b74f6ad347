export { Command, Option, UsageError } from 'clipanion';
export { runBin } from './run-bin.ts';
export { TdCommand, type TdContext } from './td-command.ts';
export {
  nonNegativeInteger,
  nonNegativeNumber,
  positiveInteger,
  positiveNumber,
  requireOption,
} from './option-checks.ts';
export { readBands } from './read-bands.ts';
export { writeBands } from './write-bands.ts';
export { writeLine } from './write-line.ts';
export { stopReason, stopped, StopError } from './stop-error.ts';
export { Terminal, type TerminalOutputs } from './observers/terminal.ts';
export { createProgressBar } from './observers/progress-bar.ts';
export { OriginalLines, type OriginalLinesJob } from './observers/original-lines.ts';
export { Joblog, type JoblogOptions } from './observers/joblog.ts';
export { Notices } from './observers/notices.ts';
export { showProgress, type Progress } from './show-progress.ts';
