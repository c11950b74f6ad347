/** The hosts that bands can go to, before the first band. Bands can name others. */
export interface HostsListed {
  readonly type: 'hosts';
  readonly hosts: readonly HostFacts[];
  /** Whether running bands can be cut short for hosts that have nothing to do. */
  readonly splits: boolean;
  /** Maximum number of workers at the same time, on all hosts together; missing = no more than their slots. */
  readonly mostWorkers?: number;
}

export interface HostFacts {
  /** `[user@]name[:port]`. */
  readonly name: string;
  /** Maximum number of its bands at the same time. */
  readonly slots: number;
  /** Its speed, in proportion to other hosts. */
  readonly weight: number;
}

/** A host has failed too often in a row, and gets no more bands that another host could take. */
export interface HostChanged {
  readonly type: 'host';
  readonly host: string;
  readonly status: 'quarantined';
}

/** How fast hosts with one slot have been. Comes once no worker runs any more, if it is known what rows cost. */
export interface SpeedsMeasured {
  readonly type: 'speeds';
  readonly hosts: readonly HostSpeed[];
}

export interface HostSpeed {
  /** `[user@]name[:port]`. */
  readonly name: string;
  /** The work that it does in a second, in seconds of one processor of this machine. */
  readonly speed: number;
  /** Of its work, as far as it was measured. */
  readonly seconds: number;
}
