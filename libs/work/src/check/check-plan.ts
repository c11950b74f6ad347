import type { DispatchPlan } from '../plans.ts';

/** What is checked: the hosts for a job, as far as the job is known. */
export interface CheckPlan {
  /** Its image means nothing where the scene is null. */
  readonly dispatch: DispatchPlan;
  /** Absolute path of the scene; null = not known. */
  readonly scene: string | null;
  /** The job folder. `isNew`: it is only for this job, and hosts need not see it. */
  readonly folder: { readonly path: string; readonly isNew: boolean };
  /** Number of bands; null = one for each host. */
  readonly bands: number | null;
}
