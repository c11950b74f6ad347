import type { KnownKey, KnownKeys } from './known-hosts.ts';

/**
 * What known_hosts says about a key: `known`; `revoked`, even if it is also known; `changed`: it has other keys for the
 * host; `certified`: it has only an authority, whose certificates ssh2 does not support; `unknown`: it lacks the host.
 */
export type HostKeyVerdict = 'known' | 'revoked' | 'changed' | 'certified' | 'unknown';

/**
 * Judges the key that a server showed. Lines without the port, which are about port 22, can only speak for it.
 * Source: OpenSSH, sshconnect.c, check_host_key().
 */
export function judgeHostKey({ ofHost, withoutPort }: KnownKeys, key: Buffer): HostKeyVerdict {
  const verdict = judgeBy(ofHost, key);
  if (verdict !== 'unknown' && verdict !== 'certified') return verdict;
  const other = judgeBy(withoutPort, key);
  return other === 'known' || other === 'certified' ? other : verdict;
}

function judgeBy(known: readonly KnownKey[], key: Buffer): HostKeyVerdict {
  const text = key.toString('base64');
  const plain = known.filter(({ marker }) => marker === null);
  if (known.some((line) => line.marker === 'revoked' && line.key === text)) return 'revoked';
  if (plain.some((line) => line.key === text)) return 'known';
  if (plain.length > 0) return 'changed';
  return known.some(({ marker }) => marker === 'cert-authority') ? 'certified' : 'unknown';
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
