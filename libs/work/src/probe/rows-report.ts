import type { RunCosts } from './block-costs.ts';

/** What a host has found out about rows of a small copy. */
export interface RowsReport extends Omit<RunCosts, 'coarseness'> {
  /** How many it has, also in part. */
  readonly processors: number;
  /** The small picture, a PNG of all rows; null = it was not asked for. */
  readonly picture: Buffer | null;
}

/** The lines of a report: those of a cost map, with the rest as remarks. */
export function* encodeReport({ strips, startSeconds, processors, picture }: RowsReport): Generator<string> {
  yield `# launch ${startSeconds}`;
  yield `# processors ${processors}`;
  for (const { first, last, seconds } of strips) yield `${first}\t${last}\t${seconds}`;
  const text = picture?.toString('base64') ?? '';
  for (let at = 0; at < text.length; at += pieceLength) yield `# png ${text.slice(at, at + pieceLength)}`;
}

/**
 * Reads the lines of a report.
 * @returns null if they are none
 */
export function decodeReport(lines: Iterable<string>): RowsReport | null {
  const facts = new Map<string, string>();
  const strips: { first: number; last: number; seconds: number }[] = [];
  for (const line of lines) {
    const [, name, value = ''] = /^# (launch|processors|png) ([\w.+/=-]+)$/.exec(line) ?? [];
    if (name !== undefined) facts.set(name, name === 'png' ? (facts.get(name) ?? '') + value : value);
    const [, first, last, seconds] = /^(\d{1,9})\t(\d{1,9})\t([\d.e-]{1,30})$/.exec(line) ?? [];
    if (seconds !== undefined)
      strips.push({ first: Number(first), last: Number(last), seconds: Number(seconds) });
  }
  const [startSeconds, processors] = [Number(facts.get('launch')), Number(facts.get('processors'))];
  const numbers = [startSeconds, processors, ...strips.map(({ seconds }) => seconds)];
  if (!numbers.every((value) => value >= 0 && value < Infinity)) return null;
  if (strips.length === 0 || processors === 0) return null;
  const png = facts.get('png');
  return { startSeconds, processors, strips, picture: png === undefined ? null : Buffer.from(png, 'base64') };
}

/** Shorter than the longest line that is read from a host. */
const pieceLength = 16_000;
