/** What can be seen of a private key without its passphrase. */
export interface PrivateKeyHeader {
  /** `ssh-ed25519`, `sk-ssh-ed25519@openssh.com`, ... */
  readonly type: string;
  readonly isEncrypted: boolean;
  /** As on the wire. */
  readonly publicKey: Buffer;
}

/**
 * Reads the clear part of a key in OpenSSH's own format; null for everything else.
 * Source: OpenSSH, PROTOCOL.key.
 */
export function inspectPrivateKey(text: string): PrivateKeyHeader | null {
  const [, base64] =
    /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+)-----END OPENSSH PRIVATE KEY-----/.exec(text) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  const magic = 'openssh-key-v1\0';
  if (bytes.toString('latin1', 0, magic.length) !== magic) return null;
  try {
    const cipher = readString(bytes, magic.length);
    const kdf = readString(bytes, cipher.end);
    const kdfOptions = readString(bytes, kdf.end);
    const publicKey = readString(bytes, kdfOptions.end + 4);
    const type = readString(publicKey.value, 0).value.toString('latin1');
    return { type, isEncrypted: cipher.value.toString('latin1') !== 'none', publicKey: publicKey.value };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readString(bytes: Buffer, at: number): { value: Buffer; end: number } {
  const end = at + 4 + bytes.readUInt32BE(at);
  if (end > bytes.length) throw new RangeError('Expected a longer key');
  return { value: bytes.subarray(at + 4, end), end };
}
