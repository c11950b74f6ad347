import { bandSettings } from './band.ts';
import { configSettings } from './config.ts';
import { checkSettings } from './check.ts';
import { completionSettings } from './completion.ts';
import { hostSettings } from './hosts.ts';
import { imageSettings } from './image.ts';
import { jobSettings } from './job.ts';
import { outputSettings } from './output.ts';
import { previewSettings } from './preview.ts';
import { reportSettings } from './report.ts';
import { progressSettings } from './progress.ts';
import { retrySettings } from './retries.ts';
import { sendSettings } from './send.ts';
import { tevSettings } from './tev.ts';
import { viewSettings } from './view.ts';
import { workerSettings } from './worker.ts';

/**
 * All settings of all commands, in the order of the help. Options, their checks, help, the option lists of the pages in
 * docs/commands, manual pages, completion, and the output of `--print-pipeline` all come from this table.
 */
export const settings = {
  ...imageSettings,
  ...jobSettings,
  ...bandSettings,
  ...hostSettings,
  ...workerSettings,
  ...previewSettings,
  ...sendSettings,
  ...retrySettings,
  ...outputSettings,
  ...configSettings,
  ...checkSettings,
  ...tevSettings,
  ...completionSettings,
  ...reportSettings,
  ...viewSettings,
  ...progressSettings,
};

export type SettingName = keyof typeof settings;
