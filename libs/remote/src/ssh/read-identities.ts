import { stat } from 'node:fs/promises';
import type { AnyAuthMethod, ParsedKey } from 'ssh2';
import { agentMethod } from './agent-method.ts';
import { inspectPrivateKey } from './inspect-private-key.ts';
import type { Ssh2 } from './load-ssh2.ts';
import { NoRegularFile, readRegularFile } from './read-regular-file.ts';
import type { SshAgent } from './ssh-agent.ts';
import type { IdentitySettings } from './ssh-settings.ts';
import { sshMessages } from './ssh-messages.ts';

/** The keys that a user can log in with. */
export interface Identities {
  /** In the order in which they are tried. */
  readonly methods: readonly AnyAuthMethod[];
  /** Key files that the agent has as well: tried after the others if it does not sign. */
  readonly insteadOfAgent: readonly AnyAuthMethod[];
  /** Key files that need a passphrase and are not in the agent. */
  readonly locked: readonly string[];
  /** Key files that ssh2 does not support, with the reason. */
  readonly unusable: readonly string[];
  /** Whether OpenSSH may be able to use one of those. */
  readonly mayNeedOpenssh: boolean;
  /** Whether OpenSSH would wait for one of those for ever. */
  readonly mayHang: boolean;
  /** `methods` for people: `agent (2 keys)`, `/home/pi/.ssh/id_ed25519`. */
  readonly tried: readonly string[];
  readonly agent: SshAgent | null;
}

/**
 * Collects agent keys and unencrypted key files in OpenSSH's order: the agent's keys that ssh_config names, its other keys
 * (not with IdentitiesOnly), and then the key files that the agent does not have.
 * Source: OpenSSH, sshconnect2.c, pubkey_prepare().
 */
export async function readIdentities(
  username: string,
  settings: IdentitySettings,
  { ssh2, agent, signal }: { ssh2: Ssh2; agent: SshAgent | null; signal: AbortSignal },
): Promise<Identities> {
  const listing = agent?.keys(signal) ?? [];
  const reading = settings.files.map((file) => readIdentityFile(file, ssh2));
  const files = (await Promise.all(reading)).filter((file) => file !== null);
  const inAgent = await listing;
  const named = files.flatMap((file) => inAgent.find((key) => isKey(key, file.publicKey)) ?? []);
  const others = settings.only ? [] : inAgent.filter((key) => !named.includes(key));
  const fromAgent = [...named, ...others];
  const isInAgent = ({ publicKey }: IdentityFile): boolean => fromAgent.some((key) => isKey(key, publicKey));
  const rest = files.filter((file) => !isInAgent(file));
  return {
    methods: [
      ...(agent === null || fromAgent.length === 0 ? [] : [agentMethod(ssh2, username, agent, fromAgent)]),
      ...rest.flatMap((file) => fileMethod(username, file)),
    ],
    insteadOfAgent: files.filter(isInAgent).flatMap((file) => fileMethod(username, file)),
    locked: rest.filter(({ isLocked }) => isLocked).map(({ path }) => path),
    unusable: rest.flatMap(({ path, problem }) => (problem === null ? [] : [`${path} (${problem})`])),
    mayNeedOpenssh: rest.some(({ problem }) => problem !== null && !alsoForOpenssh.has(problem)),
    mayHang: rest.some(({ problem }) => problem === sshMessages.noRegularFile),
    tried: [
      ...(fromAgent.length === 0 ? [] : [`agent (${fromAgent.length} keys)`]),
      ...rest.filter(({ key }) => key !== null).map(({ path }) => path),
    ],
    agent,
  };
}

const alsoForOpenssh: ReadonlySet<string> = new Set([sshMessages.keyTooOpen, sshMessages.noRegularFile]);

function fileMethod(username: string, { key }: IdentityFile): AnyAuthMethod[] {
  return key === null ? [] : [{ type: 'publickey', username, key }];
}

interface IdentityFile {
  readonly path: string;
  readonly publicKey: Buffer | null;
  readonly key: ParsedKey | null;
  readonly isLocked: boolean;
  readonly problem: string | null;
}

/** null where there is no such file, nor its `.pub`, as for most of the default names. */
async function readIdentityFile(path: string, ssh2: Ssh2): Promise<IdentityFile | null> {
  let text: string;
  try {
    text = await readRegularFile(path);
  } catch (error) {
    if (error instanceof NoRegularFile) return useless(path, sshMessages.noRegularFile);
    // The private key may be in the agent only.
    const publicKey = await readPublicKey(`${path}.pub`, ssh2);
    return publicKey === null ? null : { ...useless(path, null), publicKey };
  }
  const header = inspectPrivateKey(text);
  const parsed = [ssh2.utils.parseKey(text)].flat()[0]!;
  if (!(parsed instanceof Error)) {
    const isPrivate = parsed.isPrivateKey();
    const problem = isPrivate && (await isTooOpen(path)) ? sshMessages.keyTooOpen : null;
    const key = isPrivate && problem === null ? parsed : null;
    return { path, publicKey: parsed.getPublicSSH(), key, isLocked: false, problem };
  }
  const publicKey = header?.publicKey ?? (await readPublicKey(`${path}.pub`, ssh2));
  if (header?.type.startsWith('sk-')) {
    return { ...useless(path, sshMessages.hardwareKey), publicKey };
  }
  const isLocked = header?.isEncrypted ?? /ENCRYPTED/.test(text);
  const problem = isLocked ? null : parsed.message;
  return { ...useless(path, problem), publicKey, isLocked };
}

function useless(path: string, problem: string | null): IdentityFile {
  return { path, publicKey: null, key: null, isLocked: false, problem };
}

/** Whether ssh would not use the private key of that file. Source: OpenSSH, authfile.c, sshkey_perm_ok(). */
async function isTooOpen(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => null);
  return stats !== null && stats.uid === process.getuid?.() && (stats.mode & 0o077) !== 0;
}

async function readPublicKey(path: string, ssh2: Ssh2): Promise<Buffer | null> {
  const text = await readRegularFile(path).catch(() => '');
  const parsed = ssh2.utils.parseKey(text);
  return parsed instanceof Error ? null : parsed.getPublicSSH();
}

function isKey(key: ParsedKey, publicKey: Buffer | null): boolean {
  return publicKey !== null && key.getPublicSSH().equals(publicKey);
}
