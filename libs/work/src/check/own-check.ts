import type { Finding } from './host-report.ts';

/** What a command checks on this machine that only it knows of. */
export interface OwnCheck {
  readonly what: Finding['column'];
  /** Touches nothing. @throws TdError for what would keep the job from its end */
  check(): Promise<void>;
}
