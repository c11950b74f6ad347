import { userInfo } from 'node:os';
import type { HostAddress } from '../host-address.ts';
import { expandPath, expandTokens } from './expand-path.ts';
import { sshError, useOpenssh } from './ssh-error.ts';
import type {
  AddressSettings,
  HostKeySettings,
  IdentitySettings,
  SshSettings,
  TimingSettings,
} from './ssh-settings.ts';

/**
 * Reads what `ssh -G` prints: a keyword in lower case, a space, and the value, one a line.
 * @throws TdError for settings that ssh2 does not support
 */
export function parseSshSettings(host: HostAddress, output: string): SshSettings {
  const config = new PrintedConfig(output);
  refuseWhatSsh2Lacks(host, config);
  const user = config.get('user') ?? userInfo().username;
  const address = addressSettings(host, config);
  const alias = config.get('hostkeyalias');
  const tokens = { h: address.hostName, n: host.name, p: String(address.port), r: user };
  const expand = (path: string): string => expandPath(path, { ...tokens, k: alias ?? host.name });
  return {
    host,
    user,
    address,
    hostKeys: hostKeySettings(config, expand),
    identities: identitySettings(config, expand),
    proxyJump: (config.get('proxyjump')?.split(',') ?? []).map((hop) => expandTokens(hop, tokens)),
    timing: timingSettings(config),
  };
}

class PrintedConfig {
  readonly #values = new Map<string, string[]>();

  constructor(output: string) {
    for (const line of output.split('\n')) {
      const [, keyword, value] = /^(\S+) (.*)$/.exec(line) ?? [];
      if (keyword === undefined) continue;
      const values = this.#values.get(keyword);
      if (values === undefined) this.#values.set(keyword, [value!]);
      else values.push(value!);
    }
  }

  all(keyword: string): readonly string[] {
    return this.#values.get(keyword) ?? [];
  }

  /** The first value; null where there is none, or `none`. */
  get(keyword: string): string | null {
    const [value] = this.all(keyword);
    return value === undefined || value === '' || value === 'none' ? null : value;
  }
}

function refuseWhatSsh2Lacks(host: HostAddress, config: PrintedConfig): void {
  const lacking = [
    config.get('proxycommand') !== null && 'ProxyCommand',
    config.get('revokedhostkeys') !== null && 'RevokedHostKeys',
    ['no', 'false'].includes(config.get('pubkeyauthentication') ?? '') && 'PubkeyAuthentication no',
  ].find((setting) => setting !== false);
  if (lacking === undefined) return;
  const reason = `ssh_config sets ${lacking}, which ssh2 does not support`;
  throw sshError(host, 'resolving', reason, { advice: useOpenssh });
}

function addressSettings(host: HostAddress, config: PrintedConfig): AddressSettings {
  const family = config.get('addressfamily');
  return {
    hostName: (config.get('hostname') ?? host.name).toLowerCase(),
    port: Number(config.get('port') ?? 22),
    family: family === 'inet' ? 4 : family === 'inet6' ? 6 : 0,
    bindAddress: config.get('bindaddress'),
  };
}

function hostKeySettings(config: PrintedConfig, expand: (path: string) => string): HostKeySettings {
  return {
    alias: config.get('hostkeyalias'),
    algorithms: config.get('hostkeyalgorithms')?.split(',') ?? [],
    userFiles: (config.get('userknownhostsfile')?.split(' ') ?? []).map(expand),
    globalFiles: (config.get('globalknownhostsfile')?.split(' ') ?? []).map(expand),
    hashNames: config.get('hashknownhosts') === 'yes',
    strictChecking: strictChecking(config.get('stricthostkeychecking')),
  };
}

/** `no` would accept a changed key without a word, which nothing does here: it counts as accept-new. */
function strictChecking(value: string | null): HostKeySettings['strictChecking'] {
  if (value === 'yes' || value === 'true') return 'yes';
  return value === null || value === 'ask' ? 'ask' : 'accept-new';
}

function identitySettings(config: PrintedConfig, expand: (path: string) => string): IdentitySettings {
  return {
    files: config
      .all('identityfile')
      .filter((file) => file !== 'none')
      .map(expand),
    only: config.get('identitiesonly') === 'yes',
    agent: agentSocket(config.all('identityagent')[0], expand),
  };
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

function timingSettings(config: PrintedConfig): TimingSettings {
  return {
    connectTimeoutSeconds: Number(config.get('connecttimeout')) || null,
    serverAliveIntervalSeconds: Number(config.get('serveraliveinterval')) || null,
  };
}
