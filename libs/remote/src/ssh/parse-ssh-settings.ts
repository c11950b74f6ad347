import { userInfo } from 'node:os';
import type { HostAddress } from '../host-address.ts';
import { expandPath } from './expand-path.ts';
import { isNone, type PrintedSettings } from './printed-settings.ts';
import type {
  AddressSettings,
  AlgorithmSettings,
  HostKeySettings,
  IdentitySettings,
  SshSettings,
  TimingSettings,
} from './ssh-settings.ts';

/** The settings for ssh2, from those that `ssh -G` prints and that `beyondSsh2` has not ruled out. */
export function parseSshSettings(host: HostAddress, config: PrintedSettings): SshSettings {
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
    timing: timingSettings(config),
    algorithms: algorithmSettings(config),
  };
}

function addressSettings(host: HostAddress, config: PrintedSettings): AddressSettings {
  const family = config.get('addressfamily');
  return {
    hostName: (config.get('hostname') ?? host.name).toLowerCase(),
    port: Number(config.get('port') ?? 22),
    family: family === 'inet' ? 4 : family === 'inet6' ? 6 : 0,
    bindAddress: config.get('bindaddress'),
  };
}

function hostKeySettings(config: PrintedSettings, expand: (path: string) => string): HostKeySettings {
  return {
    alias: config.get('hostkeyalias'),
    algorithms: config.get('hostkeyalgorithms')?.split(',') ?? [],
    userFiles: (config.getUnlessNone('userknownhostsfile')?.split(' ') ?? []).map(expand),
    globalFiles: (config.getUnlessNone('globalknownhostsfile')?.split(' ') ?? []).map(expand),
    hashNames: config.get('hashknownhosts') === 'yes',
    strictChecking: strictChecking(config.get('stricthostkeychecking')),
  };
}

function strictChecking(value: string | null): HostKeySettings['strictChecking'] {
  if (value === 'accept-new') return value;
  return value === 'yes' || value === 'true' ? 'yes' : 'ask';
}

function identitySettings(config: PrintedSettings, expand: (path: string) => string): IdentitySettings {
  return {
    files: config
      .all('identityfile')
      .filter((file) => !isNone(file))
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

function timingSettings(config: PrintedSettings): TimingSettings {
  return {
    connectTimeoutSeconds: Number(config.get('connecttimeout')) || null,
    serverAliveIntervalSeconds: Number(config.get('serveraliveinterval')) || null,
  };
}

function algorithmSettings(config: PrintedSettings): AlgorithmSettings {
  const list = (keyword: string): string[] => config.get(keyword)?.split(',') ?? [];
  return { ciphers: list('ciphers'), macs: list('macs'), keyExchange: list('kexalgorithms') };
}
