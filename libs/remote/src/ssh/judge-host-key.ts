import type { KnownKey, KnownKeys } from './known-hosts.ts';

/**
 * What known_hosts says about a key: `known`; `revoked`, even if it is also known; `changed`: it has other keys for the
 * host; `marked`: it has authorities or other revoked keys for the host, which decide what OpenSSH would ask it for;
 * `unknown`: it lacks the host.
 */
export type HostKeyVerdict = 'known' | 'revoked' | 'changed' | 'marked' | 'unknown';

/**
 * Judges the key that a server showed. Lines without the port, which are about port 22, can only speak for it.
 * Source: OpenSSH, sshconnect.c, check_host_key().
 */
export function judgeHostKey({ ofHost, withoutPort }: KnownKeys, key: Buffer): HostKeyVerdict {
  const text = key.toString('base64');
  const isThisKey = (line: KnownKey): boolean => line.key === text;
  if (ofHost.some((line) => line.marker === 'revoked' && isThisKey(line))) return 'revoked';
  if ([...ofHost, ...withoutPort].some(({ marker }) => marker !== null)) return 'marked';
  if (ofHost.length > 0) return ofHost.some(isThisKey) ? 'known' : 'changed';
  return withoutPort.some(isThisKey) ? 'known' : 'unknown';
}

/** The type that a key in wire format names: a length of four bytes, then the text. Source: RFC 4253, 6.6. */
export function hostKeyType(key: Buffer): string {
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

/**
 * The algorithms to ask the server for, as OpenSSH does: the types that known_hosts has come first, since a server shows
 * only one key, and one of another type would look like a changed one.
 * @param allowed ssh_config's HostKeyAlgorithms
 */
export function orderHostKeyAlgorithms(
  known: readonly KnownKey[],
  allowed: readonly string[],
): Ssh2HostKeyAlgorithm[] {
  const usable = ssh2HostKeyAlgorithms.filter((algorithm) => allowed.includes(algorithm));
  const candidates = usable.length > 0 ? usable : [...ssh2HostKeyAlgorithms];
  const types = new Set(known.filter(({ marker }) => marker === null).map(({ type }) => type));
  const isKnown = (algorithm: string): boolean =>
    types.has(algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm);
  return [...candidates.filter(isKnown), ...candidates.filter((algorithm) => !isKnown(algorithm))];
}

export type Ssh2HostKeyAlgorithm = (typeof ssh2HostKeyAlgorithms)[number];

// Those that ssh2 supports, without SHA-1 (`ssh-rsa`), which OpenSSH has given up.
const ssh2HostKeyAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;
