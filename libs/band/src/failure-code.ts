/** The code of a failure by a time limit, for which commands exit 124. */
export const timeoutCode = 'E_TIMEOUT';

/** The code of a band that is given up, and of the job's error, because all hosts fail alike. */
export const alikeCode = 'E_ALIKE';

/** A code without a meaning, for a reason without a code whose last words look like one. */
const noParticularCode = 'E_FAILED';

/** The reason of a failed band followed by its code, as in a line: `timed out after 5 s [E_TIMEOUT]`. */
export function appendCode(reason: string | null, code: string | undefined): string | null {
  if (code !== undefined) return `${reason ?? 'failed'} [${code}]`;
  const looksLikeCode = reason !== null && splitCode(reason).code !== null;
  return looksLikeCode ? `${reason} [${noParticularCode}]` : reason;
}

/** Splits a reason into text and code; null = it has no code. */
export function splitCode(reason: string): { reason: string; code: string | null } {
  const [, text, code] = /^(.+) \[(E_[A-Z_]{1,40})\]$/s.exec(reason) ?? [];
  return text === undefined || code === undefined ? { reason, code: null } : { reason: text, code };
}
