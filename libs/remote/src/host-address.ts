import { escapeControls, InputError, isHostName } from '@task-distributor/band';

/** A host that processes are started on: `[user@]name[:port]`, as in a band's host column. */
export interface HostAddress {
  readonly user: string | null;
  /** Also the host's name in the lockfile. */
  readonly name: string;
  /** null = the launcher's default (ssh_config's, or 22). */
  readonly port: number | null;
}

/**
 * Reads `[user@]name[:port]`; the user may have an `@`, too. An IPv6 address with a port must be in brackets.
 * @throws InputError
 */
export function parseHostAddress(text: string): HostAddress {
  const match =
    /^(?:(\S+)@)?(\[[0-9A-Fa-f:.]+(?:%[\w.-]+)?\]|[^@\s[\]:]+|[0-9A-Fa-f]*(?::[0-9A-Fa-f.]*){2,})(?::(\d{1,5}))?$/.exec(
      text,
    );
  const [, user = null, bracketed = '', portText] = match ?? [];
  const name = bracketed.replace(/^\[(.*)\]$/, '$1');
  const port = portText === undefined ? null : Number(portText);
  const isUserValid = user === null || /^[A-Za-z0-9_][A-Za-z0-9._@+\\-]*$/.test(user);
  if (!match || !isHostName(name) || !isUserValid || (port !== null && (port < 1 || port > 65_535))) {
    throw new InputError(`Expected a host as [user@]name[:port], got "${escapeControls(text)}"`, {
      code: 'E_HOST',
    });
  }
  return { user, name, port };
}

export function formatHostAddress({ user, name, port }: HostAddress): string {
  const bracketed = name.includes(':') && port !== null ? `[${name}]` : name;
  return `${user === null ? '' : `${user}@`}${bracketed}${port === null ? '' : `:${port}`}`;
}
