import { createHmac, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, appendFile, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolders, shortageOf } from '@task-distributor/band';
import { askOpenssh } from './ask-openssh.ts';
import { hostKeyType } from './judge-host-key.ts';
import { sshError } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';
import { sshMessages } from './ssh-messages.ts';

/** One line of a known_hosts file that is about the host. */
export interface KnownKey {
  readonly marker: 'revoked' | 'cert-authority' | null;
  /** `ssh-ed25519`, `ssh-rsa`, ... */
  readonly type: string;
  /** As on the wire, base64. */
  readonly key: string;
  /** The path of the known_hosts file. */
  readonly file: string;
}

export interface KnownKeys {
  readonly ofHost: readonly KnownKey[];
  /** Lines about the host's name alone, where its port is not 22. They are, first of all, about port 22. */
  readonly withoutPort: readonly KnownKey[];
}

/** The host's name in known_hosts: its alias, or else its name, as `[name]:port` where the port is not 22. */
export function knownHostsName({ address: { hostName, port }, hostKeys }: SshSettings): string {
  return hostKeys.alias ?? (port === 22 ? hostName : `[${hostName}]:${port}`);
}

/**
 * Finds every line about the host with `ssh-keygen -F`, which understands hashed names and patterns.
 * @throws TdError; the signal's reason
 */
export async function findKnownKeys(settings: SshSettings, signal: AbortSignal): Promise<KnownKeys> {
  const { address, hostKeys } = settings;
  const name = knownHostsName(settings);
  const hasPort = hostKeys.alias === null && name !== address.hostName;
  const [ofHost, withoutPort] = await Promise.all([
    findByName(settings, name, signal),
    hasPort ? findByName(settings, address.hostName, signal) : [],
  ]);
  return { ofHost, withoutPort };
}

async function findByName(settings: SshSettings, name: string, signal: AbortSignal): Promise<KnownKey[]> {
  const { userFiles, globalFiles } = settings.hostKeys;
  const found = await Promise.all(
    [...userFiles, ...globalFiles].map((file) => findInFile(settings, { name, file }, signal)),
  );
  return found.flat();
}

async function findInFile(
  settings: SshSettings,
  { name, file }: { name: string; file: string },
  signal: AbortSignal,
): Promise<KnownKey[]> {
  if (!(await isReadable(file))) return [];
  const answer = await askOpenssh('ssh-keygen', ['-F', name, '-f', file], signal);
  const { exitCode, stdout, complaint, cause, advice } = answer;
  // 1 without a complaint means that there is no such line.
  if (exitCode === 0 || (exitCode === 1 && complaint === null))
    return parseKnownKeys(stdout, file).filter(isWellFormed);
  const line = complaint ?? sshMessages.opensshFailed('ssh-keygen');
  throw sshError(settings.host, 'host key', line, advice === null ? { cause } : { cause, advice });
}

/** OpenSSH passes over the other files. */
async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    return (await stat(file)).isFile();
  } catch (error) {
    if (shortageOf(error) !== null) throw error;
    return false;
  }
}

/** OpenSSH passes over a line whose key is not one of the type that it names. */
function isWellFormed({ type, key }: KnownKey): boolean {
  const bytes = Buffer.from(key, 'base64');
  return bytes.length > 4 && hostKeyType(bytes) === type;
}

/** Reads what `ssh-keygen -F` prints: a comment, then the line. Source: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export function parseKnownKeys(output: string, file: string): KnownKey[] {
  return output.split('\n').flatMap((line) => {
    const fields = line.split(/[ \t]+/).filter(Boolean);
    if (fields.length === 0 || fields[0]!.startsWith('#')) return [];
    const marker = /^@(revoked|cert-authority)$/.exec(fields[0]!)?.[1] as KnownKey['marker'] | undefined;
    const [, type, key] = marker === undefined ? fields : fields.slice(1);
    if (type === undefined || key === undefined) return [];
    return [{ marker: marker ?? null, type, key, file }];
  });
}

/**
 * Adds a key to the first of the user's files, with the host's name hashed where HashKnownHosts is set, as OpenSSH does with a
 * new host. Where that is a pipe, it does not wait for a reader.
 * @throws the system's error
 */
export async function addKnownKey(settings: SshSettings, type: string, key: Buffer): Promise<void> {
  const { userFiles, hashNames } = settings.hostKeys;
  const [file] = userFiles;
  if (file === undefined) return;
  const name = knownHostsName(settings);
  const line = `${hashNames ? hashName(name) : name} ${type} ${key.toString('base64')}\n`;
  await makeFolders(dirname(file), 0o700);
  const flag = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
  await appendFile(file, (await endsInNewline(file)) ? line : `\n${line}`, { mode: 0o600, flag });
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
