import type { Takeover } from '@task-distributor/lockfile';
import type { LauncherName, ListedHost } from '@task-distributor/remote';

/** What the dispatch stage needs to know to have bands rendered. */
export interface DispatchPlan {
  readonly image: ImagePlan;
  readonly hosts: HostsPlan;
  readonly worker: WorkerPlan;
  readonly retry: RetryPlan;
  readonly job: JobPlan;
}

export interface ImagePlan {
  readonly width: number;
  readonly height: number;
  /** Path of the scene, as the user gives it. */
  readonly scene: string;
  /** The renderer's, as the user gives them after `--`. */
  readonly options: readonly string[];
}

export interface HostsPlan {
  /** Hosts for bands that name none, or whose host has failed. */
  readonly listed: readonly ListedHost[];
  readonly via: LauncherName;
  readonly acceptNew: boolean;
  /** Workers at the same time; null = as many as the launcher and the hosts take. */
  readonly jobs: number | null;
}

export interface WorkerPlan {
  /** Which worker, by its name in the table of workers; null = the one that the command line belongs to. */
  readonly kind: string | null;
  /** Leave in the folder what the original's workers leave. */
  readonly compat: boolean;
  /** Its command line on a host; null = the default. */
  readonly command: string | null;
  /** Where the original's worker puts its part, whatever it is told. */
  readonly folder: string;
}

export interface RetryPlan {
  /** How often a band is tried again after its first attempt has failed. */
  readonly retries: number;
  /** Whether a band that names a host may be tried again on another one. */
  readonly reassign: boolean;
  /** Seconds for one attempt; null = no limit. */
  readonly timeoutSeconds: number | null;
  /** Seconds without any sign of life from the worker; null = no limit. */
  readonly stallSeconds: number | null;
}

export interface JobPlan {
  readonly folder: string;
  readonly takeover: Takeover;
  /** Use the lockfile that somebody else has created. */
  readonly join: boolean;
  /** Continue the job in the folder. */
  readonly resume: boolean;
}

/** What the wait stage needs to know. */
export interface WaitPlan {
  readonly folder: string;
  readonly graceSeconds: number;
  /** null = no deadline. */
  readonly deadlineSeconds: number | null;
}

/** What the compose stage needs to know. */
export interface ComposePlan {
  /** A path; `-` = stdout. */
  readonly output: string;
  /** Rows of the whole image; null = what the parts have together. */
  readonly height: number | null;
  /** Inflate and check every part. */
  readonly verify: boolean;
  /** The job folder to clean up once the image is whole; null = none. */
  readonly clean: string | null;
}
