/** A time limit was the reason: a command that ends because of it exits 124. */
export const timeoutCode = 'E_TIMEOUT';

/** The reason of a failed band with its code behind it, as it stands in a line: `timed out after 5 s [E_TIMEOUT]`. */
export function appendCode(reason: string | null, code: string | undefined): string | null {
  return code === undefined ? reason : `${reason ?? 'failed'} [${code}]`;
}

/** Takes the code off a reason, where it has one. */
export function splitCode(reason: string): { reason: string; code: string | null } {
  const [, text, code] = /^(.+) \[(E_[A-Z_]{1,40})\]$/s.exec(reason) ?? [];
  return text === undefined || code === undefined ? { reason, code: null } : { reason: text, code };
}
