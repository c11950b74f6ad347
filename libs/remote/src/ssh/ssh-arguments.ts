import type { HostAddress } from '../host-address.ts';

/** The arguments of ssh that name the host: options, `--`, name. */
export function sshArguments(host: HostAddress, configFile: string | undefined): string[] {
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(host.port === null ? [] : ['-p', String(host.port)]),
    ...(host.user === null ? [] : ['-l', host.user]),
    '--',
    host.name,
  ];
}
