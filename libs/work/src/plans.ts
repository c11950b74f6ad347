import type { Takeover } from '@task-distributor/lockfile';
import type { LauncherName, ListedHost } from '@task-distributor/remote';

/** What the dispatch stage needs to know. */
export interface DispatchPlan {
  readonly image: ImagePlan;
  readonly hosts: HostsPlan;
  readonly worker: WorkerPlan;
  readonly send: SendPlan;
  readonly retry: RetryPlan;
  /** Whether running bands are cut short for idle hosts. */
  readonly split: boolean;
  readonly job: JobPlan;
}

export interface ImagePlan {
  readonly width: number;
  readonly height: number;
  /** Path of the scene, as given by the user. */
  readonly scene: string;
  /** Options of the renderer, as given by the user after `--`. */
  readonly options: readonly string[];
}

export interface HostsPlan {
  /** Hosts for bands that name none, or whose host has failed. */
  readonly listed: readonly ListedHost[];
  readonly via: LauncherName;
  readonly acceptNew: boolean;
  /** Maximum number of workers at the same time; null = as many as the launcher and the hosts allow. */
  readonly jobs: number | null;
}

export interface WorkerPlan {
  /** Name of the worker in the table of workers; null = depends on the command line. */
  readonly kind: string | null;
  /** Write the same files as the original's workers. */
  readonly compat: boolean;
  /** Keep the finished blocks of failed attempts in the job folder. */
  readonly keepState: boolean;
  /** Put small pictures of running bands into the job folder. */
  readonly previews: boolean;
  /** Its command line on a host; null = the default. */
  readonly command: string | null;
  /** The renderer's program; null = the worker looks for it. */
  readonly renderer: string | null;
  /** Folder in which the original's worker always puts its part. */
  readonly folder: string;
}

/** What is sent to hosts that share no folder with this machine. */
export interface SendPlan {
  /** Files and folders besides those that the scene names, as given by the user. */
  readonly paths: readonly string[];
  readonly limitBytes: number;
}

export interface RetryPlan {
  /** How many times a band is tried again after its first attempt has failed. */
  readonly retries: number;
  /** Whether a band that names a host may be retried on another host. */
  readonly reassign: boolean;
  /** Seconds for one attempt; null = no limit. */
  readonly timeoutSeconds: number | null;
  /** Seconds without any sign of life from the worker; null = no limit. */
  readonly stallSeconds: number | null;
}

export interface JobPlan {
  readonly folder: string;
  readonly takeover: Takeover;
  /** Use a lockfile that another program has created. */
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
  /** Rows of the whole image; null = the sum of the parts. */
  readonly height: number | null;
  /** Inflate and check every part. */
  readonly verify: boolean;
  /** The job folder to clean up once the image is whole; null = none. */
  readonly clean: string | null;
}
