import type { Machine } from '../../agent/tuning/machine.ts';

/** What a look at a host has found. */
export interface HostFacts {
  /** Version of the td-worker on PATH; null = there is none. */
  readonly worker: string | null;
  /** Whether the host sees the job's folder, with this job in it, and the scene. */
  readonly seesJob: boolean;
  /** Path of the renderer; null = there is none. */
  readonly renderer: string | null;
  /** Size, time and owner of the renderer's file. */
  readonly rendererStamp: string;
  /** Path of the file with the renderer's default options; null = there is none. */
  readonly defaultOptions: string | null;
  /** Folder for what renderers write while they run, and for their states; null = none can be written. */
  readonly runs: string | null;
  /** Bytes that are free there. */
  readonly freeBytes: number;
  readonly machine: Machine;
}

/** What the look has to know. */
export interface AskedFacts {
  /** Path of the scene. */
  readonly scene: string;
  /** Path of the job file. */
  readonly jobFile: string;
  /** What is in it: the job's id. */
  readonly jobId: string;
  /** The renderer's program, as the user names it; else where to look for it, in this order. */
  readonly renderers: readonly string[];
  /** Where the renderer looks for its default options, in this order; `~` = the user's home. */
  readonly defaultOptions: readonly string[];
}
