import { hostname, userInfo } from 'node:os';
import type { HostAddress } from '../host-address.ts';
import { askOpenssh } from './ask-openssh.ts';
import { sshError } from './ssh-error.ts';

/** What ssh_config says about a host, as far as it matters here. */
export interface SshSettings {
  /** As in the host list: what messages say. */
  readonly host: HostAddress;
  readonly user: string;
  readonly hostName: string;
  readonly port: number;
  /** 0 = IPv4 or IPv6. */
  readonly family: 0 | 4 | 6;
  readonly bindAddress: string | null;
  /** What the host is called in known_hosts. */
  readonly hostKeyAlias: string | null;
  readonly hostKeyAlgorithms: readonly string[];
  /** The user's files. New keys go into the first. */
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly hashKnownHosts: boolean;
  readonly strictHostKeyChecking: 'yes' | 'ask' | 'accept-new';
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Path of the agent's socket. */
  readonly agent: string | null;
  /** The hosts on the way, first to last, `[user@]name[:port]` each. */
  readonly proxyJump: readonly string[];
  readonly connectTimeoutSeconds: number | null;
  readonly serverAliveIntervalSeconds: number | null;
}

/**
 * Asks `ssh -G` for the settings. User and port of the host list go before those of ssh_config.
 * @param configFile instead of ~/.ssh/config and /etc/ssh/ssh_config
 * @throws TdError, also for settings that ssh2 cannot honour
 */
export async function readSshSettings(
  host: HostAddress,
  configFile: string | undefined,
): Promise<SshSettings> {
  const answer = await askOpenssh('ssh', ['-G', '-T', ...sshArguments(host, configFile)]);
  if (answer.exitCode !== 0) {
    const { complaint, advice } = answer;
    throw sshError(host, 'resolving', complaint ?? 'ssh -G failed', advice === null ? {} : { advice });
  }
  return parseSshSettings(host, answer.stdout);
}

/** The arguments of ssh that say which host: options, `--`, name. */
export function sshArguments(host: HostAddress, configFile: string | undefined): string[] {
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(host.port === null ? [] : ['-p', String(host.port)]),
    ...(host.user === null ? [] : ['-l', host.user]),
    '--',
    host.name,
  ];
}

/**
 * Reads what `ssh -G` prints: a keyword in lower case, a space, and the value, one a line.
 * @throws TdError for settings that ssh2 cannot honour
 */
export function parseSshSettings(host: HostAddress, output: string): SshSettings {
  const values = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const [, keyword, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (keyword !== undefined) values.set(keyword, [...(values.get(keyword) ?? []), value!]);
  }
  const get = (keyword: string): string | null => {
    const value = values.get(keyword)?.[0];
    return value === undefined || value === '' || value === 'none' ? null : value;
  };
  refuseWhatSsh2Lacks(host, get);
  const hostName = (get('hostname') ?? host.name).toLowerCase();
  const port = Number(get('port') ?? 22);
  const user = get('user') ?? userInfo().username;
  const hostKeyAlias = get('hostkeyalias');
  const tokens = { h: hostName, n: host.name, p: String(port), r: user, k: hostKeyAlias ?? host.name };
  const expand = (path: string): string => expandPath(path, tokens);
  return {
    host,
    user,
    hostName,
    port,
    family: get('addressfamily') === 'inet' ? 4 : get('addressfamily') === 'inet6' ? 6 : 0,
    bindAddress: get('bindaddress'),
    hostKeyAlias,
    hostKeyAlgorithms: get('hostkeyalgorithms')?.split(',') ?? [],
    userKnownHostsFiles: (get('userknownhostsfile')?.split(' ') ?? []).map(expand),
    globalKnownHostsFiles: (get('globalknownhostsfile')?.split(' ') ?? []).map(expand),
    hashKnownHosts: get('hashknownhosts') === 'yes',
    strictHostKeyChecking: strictness(get('stricthostkeychecking')),
    identityFiles: (values.get('identityfile') ?? []).filter((file) => file !== 'none').map(expand),
    identitiesOnly: get('identitiesonly') === 'yes',
    agent: agentSocket(values.get('identityagent')?.[0], expand),
    proxyJump: get('proxyjump')?.split(',') ?? [],
    connectTimeoutSeconds: Number(get('connecttimeout')) || null,
    serverAliveIntervalSeconds: Number(get('serveraliveinterval')) || null,
  };
}

function refuseWhatSsh2Lacks(host: HostAddress, get: (keyword: string) => string | null): void {
  const lacking = [
    get('proxycommand') !== null && 'ProxyCommand',
    get('revokedhostkeys') !== null && 'RevokedHostKeys',
    ['no', 'false'].includes(get('pubkeyauthentication') ?? '') && 'PubkeyAuthentication no',
  ].find((setting) => setting !== false);
  if (lacking === undefined) return;
  throw sshError(host, 'resolving', `ssh_config says ${lacking}, which ssh2 cannot do`, {
    advice: 'use --via openssh',
  });
}

/** `no` would accept a changed key: nobody gets that without a word, so it counts as accept-new. */
function strictness(value: string | null): SshSettings['strictHostKeyChecking'] {
  if (value === 'yes' || value === 'true') return 'yes';
  return value === null || value === 'ask' ? 'ask' : 'accept-new';
}

function agentSocket(identityAgent: string | undefined, expand: (path: string) => string): string | null {
  if (identityAgent === 'none') return null;
  const [, variable] = /^\$(\w+)$/.exec(identityAgent ?? '') ?? [];
  const fromEnvironment = identityAgent === undefined || identityAgent === 'SSH_AUTH_SOCK';
  if (fromEnvironment || variable !== undefined) {
    return process.env[variable ?? 'SSH_AUTH_SOCK'] || null;
  }
  return expand(identityAgent);
}

/** `ssh -G` leaves `~`, `%`-tokens and `${NAME}` of some settings as they are. Source: ssh_config(5), TOKENS. */
function expandPath(path: string, tokens: Record<string, string>): string {
  const { homedir, uid, username } = userInfo();
  const all: Record<string, string> = {
    ...tokens,
    '%': '%',
    d: homedir,
    i: String(uid),
    u: username,
    l: hostname(),
    L: hostname().split('.')[0]!,
  };
  return path
    .replace(/^~(?=\/|$)/, homedir)
    .replace(/%(.)/g, (whole, token: string) => all[token] ?? whole)
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => process.env[name] ?? whole);
}
