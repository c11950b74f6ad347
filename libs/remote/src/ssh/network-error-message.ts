import { sshMessages } from './ssh-messages.ts';

/** A network error in OpenSSH's words. */
export function networkErrorMessage(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  if (!(first instanceof Error)) return String(first);
  const { code, address, port } = first as NodeJS.ErrnoException & { address?: string; port?: number };
  const text = networkErrors[code ?? ''] ?? first.message;
  if (address === undefined) return text;
  return port === undefined ? `${text} (${address})` : `${text} (${address} port ${port})`;
}

const networkErrors: Record<string, string> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  // Of bind(), for an address of the other family.
  EINVAL: sshMessages.otherFamily,
  EPIPE: 'Broken pipe',
  ENOTFOUND: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
};
