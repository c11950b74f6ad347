import { constants } from 'node:os';

/**
 * The error code of the system (`ENOENT`), or an empty string. Also where Node has only its number: it does not know ESTALE and
 * EDQUOT by name.
 */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code = '', errno } = error as NodeJS.ErrnoException;
  if (!code.startsWith('Unknown system error')) return code;
  return nameOf(Math.abs(errno ?? 0)) ?? code;
}

function nameOf(number: number): string | undefined {
  return Object.entries(constants.errno).find(([, one]) => one === number)?.[0];
}
