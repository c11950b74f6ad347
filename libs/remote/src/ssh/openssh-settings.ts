import type { PrintedSettings } from './printed-settings.ts';
import { type SshLauncherOptions, type SshTiming } from './ssh-launcher-options.ts';

/** `-o NAME=VALUE` for each. */
function asOptions(settings: readonly string[]): string[] {
  return settings.flatMap((setting) => ['-o', setting]);
}

/** For every login, whatever follows it. */
function loginSettings(options: SshLauncherOptions): string[] {
  return [
    'BatchMode=yes',
    `ConnectTimeout=${connectSeconds(options)}`,
    ...(options.acceptNew ? ['StrictHostKeyChecking=accept-new'] : []),
    'LogLevel=INFO',
  ];
}

/**
 * What the connection in the background is started with, over the user's settings: those are for a session at a terminal.
 * @param printed of this host; settings that its OpenSSH does not print, it does not know
 */
export function connectionOptions(
  printed: PrintedSettings,
  options: SshLauncherOptions,
  { keepaliveSeconds }: SshTiming,
): string[] {
  const newer = ['SessionType=none', 'StdinNull=yes', 'ForkAfterAuthentication=yes'];
  return asOptions([
    ...loginSettings(options),
    `ServerAliveInterval=${Math.ceil(keepaliveSeconds)}`,
    'ServerAliveCountMax=2',
    'ControlMaster=yes',
    'ControlPersist=30',
    'RemoteCommand=none',
    'RequestTTY=no',
    'ClearAllForwardings=yes',
    'ExitOnForwardFailure=no',
    'Tunnel=no',
    // Otherwise, a hostile sshd could use the user's agent.
    'ForwardAgent=no',
    'ForwardX11=no',
    'VisualHostKey=no',
    ...newer.filter((setting) => printed.has(setting.split('=')[0]!.toLowerCase())),
  ]);
}

/** What a connection to a hop is started with, only to see why it does not lead on. */
export function hopOptions(options: SshLauncherOptions): string[] {
  return asOptions([...loginSettings(options), 'ControlMaster=no', 'ControlPath=none']);
}

/**
 * What a session over that connection is started with. Files of settings are not read again: a `Match exec` would run for each
 * band. If the connection has gone, ssh must not make another in its own way.
 */
export function sessionOptions(printed: PrintedSettings): string[] {
  const variables = printed.all('setenv').map((line) => `"${line.replace(/["\\]/g, '\\$&')}"`);
  return [
    '-F',
    'none',
    ...asOptions([
      'ControlMaster=no',
      'BatchMode=yes',
      'LogLevel=ERROR',
      'ProxyCommand=false',
      ...printed.all('sendenv').map((pattern) => `SendEnv=${pattern}`),
      // Only the first SetEnv counts.
      ...(variables.length === 0 ? [] : [`SetEnv=${variables.join(' ')}`]),
    ]),
  ];
}

export function connectSeconds({ connectTimeoutSeconds = 15 }: SshLauncherOptions): number {
  return connectTimeoutSeconds;
}
