import { formatRows, hasControls, isHostName, parseRows, type Rows } from '@task-distributor/band';

/** One line of the lockfile: a host has finished. */
export interface LockfileLine {
  readonly host: string;
  /** As written, in the writer's local time: `2026_11_22_09:07:33`. */
  readonly date: string;
  /** 1-based, inclusive; null in lines of the original's workers. */
  readonly rows: Rows | null;
  /** The whole line, without its end. */
  readonly text: string;
}

/**
 * A line with its newline: as the original's worker writes it, `<name> <YYYY_MM_DD_HH:MM:SS>`, in local time as `date`
 * prints it; with rows, as ours writes it, they are the third field.
 */
export function formatLockfileLine(host: string, date: Date, rows?: Rows): string {
  const day = [pad(date.getFullYear(), 4), pad(date.getMonth() + 1), pad(date.getDate())].join('_');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part)).join(':');
  return `${host} ${day}_${time}${rows === undefined ? '' : ` ${formatRows(rows)}`}\n`;
}

/**
 * Reads a line: the first field is the host. A second field is required, because a single field can be the beginning of a
 * longer name; for the same reason a date or rows that break off are refused. Other dates, and more fields, are accepted:
 * a user's own script may write them.
 * @returns null when the line does not say that a host has finished
 */
export function parseLockfileLine(line: string): LockfileLine | null {
  const text = line.replace(/\r?\n?$/, '');
  if (text.length > longestLine || hasControls(text.replaceAll('\t', ' '))) return null;
  const [host = '', date = '', third, ...more] = text.split(/[ \t]+/);
  if (!isHostName(host) || date === '' || (looksLikeDate.test(date) && !wholeDate.test(date))) return null;
  const rows = third === undefined ? null : parseRows(third);
  if (rows === null && third !== undefined && more.length === 0 && /^[\d-]+$/.test(third)) return null;
  return { host, date, rows, text };
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

/** A host name has at most 253 characters. */
export const longestLine = 1024;
const looksLikeDate = /^[\d_:]+$/;
const wholeDate = /^\d{4}_\d\d_\d\d_\d\d:\d\d:\d\d$/;
