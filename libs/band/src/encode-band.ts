import type { Band } from './band.ts';
import { hasControls } from './escape-controls.ts';
import { appendCode } from './failure-code.ts';
import { TdError } from './td-error.ts';

/**
 * A band as one line with its newline: five tab-separated columns, `-` for none.
 * @throws TdError if a path or a host contains a control character, such as a tab. In a reason it becomes a space.
 */
export function encodeBand(band: Band): string {
  const { first, last, host, state, info } = printable(band);
  return `${first ?? '-'}\t${last ?? '-'}\t${host ?? '-'}\t${state}\t${info ?? '-'}\n`;
}

/** A band as one line of JSON with its newline; null for none. */
export function encodeBandJson(band: Band): string {
  const { first, last, host, state, info } = printable(band);
  return `${JSON.stringify({ first, last, host, state: state === '-' ? null : state, info })}\n`;
}

function printable(band: Band): Band {
  if (band.host !== null && hasControls(band.host)) {
    throw new TdError(`Expected a host without control characters, got ${JSON.stringify(band.host)}`);
  }
  if (band.state === 'failed') return { ...band, info: appendCode(withoutControls(band.info), band.code) };
  if (band.info !== null && hasControls(band.info)) {
    throw new TdError(
      `Expected a path without tabs, newlines and other control characters, got ${JSON.stringify(band.info)}`,
    );
  }
  return band;
}

function withoutControls(reason: string | null): string | null {
  if (reason === null || !hasControls(reason)) return reason;
  return [...reason].map((char) => (hasControls(char) ? ' ' : char)).join('');
}
