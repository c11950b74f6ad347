import { createHmac, randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorMessage, shortageOf, TdError } from '@task-distributor/band';
import { askOpenssh } from './ask-openssh.ts';
import { sshError } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';

/** One line of a known_hosts file that is about the host. */
export interface KnownKey {
  readonly marker: 'revoked' | 'cert-authority' | null;
  /** `ssh-ed25519`, `ssh-rsa`, ... */
  readonly type: string;
  /** As on the wire, base64. */
  readonly key: string;
  /** The path of the known_hosts file. */
  readonly file: string;
  /** The name that it was found under. */
  readonly name: string;
}

/** The host's name in known_hosts: its alias, or else its name, as `[name]:port` where the port is not 22. */
export function knownHostsName({ address: { hostName, port }, hostKeys }: SshSettings): string {
  return hostKeys.alias ?? (port === 22 ? hostName : `[${hostName}]:${port}`);
}

/**
 * Finds every line about the host with `ssh-keygen -F`, which understands hashed names and patterns. As in OpenSSH, lines
 * without a port also count for a host whose port is not 22, if there are none for that port.
 * @throws TdError; the signal's reason
 */
export async function findKnownKeys(settings: SshSettings, signal: AbortSignal): Promise<KnownKey[]> {
  const name = knownHostsName(settings);
  const keys = await findByName(settings, name, signal);
  const { address, hostKeys } = settings;
  if (keys.length > 0 || name === address.hostName || hostKeys.alias !== null) return keys;
  return findByName(settings, address.hostName, signal);
}

async function findByName(settings: SshSettings, name: string, signal: AbortSignal): Promise<KnownKey[]> {
  const found = await Promise.all(
    [...settings.hostKeys.userFiles, ...settings.hostKeys.globalFiles].map((file) =>
      findInFile(settings, { name, file }, signal),
    ),
  );
  return found.flat();
}

async function findInFile(
  settings: SshSettings,
  { name, file }: { name: string; file: string },
  signal: AbortSignal,
): Promise<KnownKey[]> {
  const isFile = await stat(file).then(
    (stats) => stats.isFile(),
    (error: unknown) => {
      if (shortageOf(error) !== null) throw error;
      return false;
    },
  );
  if (!isFile) return [];
  const answer = await askOpenssh('ssh-keygen', ['-F', name, '-f', file], signal);
  const { exitCode, stdout, complaint, cause, advice } = answer;
  // 1 without a complaint means that there is no such line.
  if (exitCode === 0 || (exitCode === 1 && complaint === null)) return parseKnownKeys(stdout, { file, name });
  const line = complaint ?? 'ssh-keygen failed';
  throw sshError(settings.host, 'host key', line, advice === null ? { cause } : { cause, advice });
}

/** Reads what `ssh-keygen -F` prints: a comment, then the line. Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export function parseKnownKeys(output: string, where: { file: string; name: string }): KnownKey[] {
  return output.split('\n').flatMap((line) => {
    const fields = line.split(/[ \t]+/).filter(Boolean);
    if (fields.length === 0 || fields[0]!.startsWith('#')) return [];
    const marker = /^@(revoked|cert-authority)$/.exec(fields[0]!)?.[1] as KnownKey['marker'] | undefined;
    const [, type, key] = marker === undefined ? fields : fields.slice(1);
    if (type === undefined || key === undefined) return [];
    return [{ marker: marker ?? null, type, key, ...where }];
  });
}

/**
 * Adds a key to the first of the user's files, with the host's name hashed where HashKnownHosts is set, as OpenSSH does
 * with a new host.
 * @throws TdError
 */
export async function addKnownKey(settings: SshSettings, type: string, key: Buffer): Promise<void> {
  const { userFiles, hashNames } = settings.hostKeys;
  const [file] = userFiles;
  if (file === undefined) return;
  const name = knownHostsName(settings);
  const line = `${hashNames ? hashName(name) : name} ${type} ${key.toString('base64')}\n`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await appendFile(file, (await endsInNewline(file)) ? line : `\n${line}`, { mode: 0o600 });
  } catch (cause) {
    throw new TdError(`${settings.host.name}: host key: cannot add it to ${file}: ${errorMessage(cause)}`, {
      code: 'E_SSH_HOST_KEY',
      host: settings.host.name,
      path: file,
      cause,
    });
  }
}

/** `|1|SALT|HASH`: HMAC-SHA1 of the name. Source: OpenSSH, hostfile.c, host_hash(). */
function hashName(name: string): string {
  const salt = randomBytes(20);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

async function endsInNewline(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => null);
  if (stats === null || !stats.isFile() || stats.size === 0) return true;
  return (await readFile(file)).at(-1) === 0x0a;
}
