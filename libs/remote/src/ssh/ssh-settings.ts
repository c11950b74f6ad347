import type { HostAddress } from '../host-address.ts';

/** The settings of ssh_config for a host, as far as they matter here. */
export interface SshSettings {
  /** As in the host list: messages name it so. */
  readonly host: HostAddress;
  readonly user: string;
  readonly address: AddressSettings;
  readonly hostKeys: HostKeySettings;
  readonly identities: IdentitySettings;
  readonly timing: TimingSettings;
  readonly algorithms: AlgorithmSettings;
}

export interface AddressSettings {
  readonly hostName: string;
  readonly port: number;
  /** 0 = IPv4 or IPv6. */
  readonly family: 0 | 4 | 6;
  readonly bindAddress: string | null;
}

export interface HostKeySettings {
  /** The host's name in known_hosts; null = hostName and port. */
  readonly alias: string | null;
  readonly algorithms: readonly string[];
  /** New keys are added to the first one. */
  readonly userFiles: readonly string[];
  readonly globalFiles: readonly string[];
  readonly hashNames: boolean;
  readonly strictChecking: 'yes' | 'ask' | 'accept-new';
}

export interface IdentitySettings {
  readonly files: readonly string[];
  /** Whether only the keys of `files` are offered. */
  readonly only: boolean;
  /** Path of the agent's socket. */
  readonly agent: string | null;
}

/** null = not set. */
export interface TimingSettings {
  readonly connectTimeoutSeconds: number | null;
  readonly serverAliveIntervalSeconds: number | null;
}

/** What may be agreed upon with a host; OpenSSH's names. */
export interface AlgorithmSettings {
  readonly ciphers: readonly string[];
  readonly macs: readonly string[];
  readonly keyExchange: readonly string[];
}
