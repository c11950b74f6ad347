import type { HostAddress } from '../host-address.ts';

/** A host of the job, as the dispatch queue sees it. */
export interface PooledHost {
  readonly address: HostAddress;
  /** `[user@]name[:port]`. */
  readonly name: string;
  /** Position in the pool, 0-based. */
  readonly index: number;
  /** Maximum number of bands at the same time. */
  readonly slots: number;
  /** Its speed relative to that of others. */
  readonly weight: number;
  /** Current number of bands. */
  busy: number;
  failuresInARow: number;
  isQuarantined: boolean;
}
