import { escapeControls, InputError, type Strip } from '@task-distributor/band';
import { checkedCostMap, type CostMap } from './cost-map.ts';

/**
 * Reads lines of first row, last row and seconds, separated by tabs or spaces, in any order. Empty lines and `#` comments are
 * skipped.
 * @param height rows of the image
 * @param name of the input, for messages
 * @throws InputError with the number of the line
 */
export function parseCostLines(lines: Iterable<string>, height: number, name: string): CostMap {
  const numbers = new Map<Strip, number>();
  let number = 0;
  for (const line of lines) {
    number++;
    const text = line.replace(/#.*/s, '').trim();
    if (text === '') continue;
    numbers.set(parseStrip(text, `${name} line ${number}`), number);
  }
  if (numbers.size === 0)
    throw new InputError(`${name}: Expected lines of first row, last row and seconds, got none`);
  const describe = (strip: Strip | null): string =>
    strip === null ? name : `${name} line ${numbers.get(strip)}`;
  return checkedCostMap([...numbers.keys()], height, describe);
}

/** The lines of a map, as `parseCostLines` reads them. */
export function* formatCostLines({ strips }: CostMap): Generator<string> {
  for (const { first, last, seconds } of strips) yield `${first}\t${last}\t${Number(seconds.toPrecision(4))}`;
}

function parseStrip(text: string, where: string): Strip {
  const [first, last, seconds, ...others] = text.split(/\s+/);
  if (seconds === undefined || others.length > 0 || !isRow(first!) || !isRow(last!)) {
    throw new InputError(
      `${where}: Expected first row, last row and seconds, such as "1 32 0.5", got "${shown(text)}"`,
    );
  }
  const strip = { first: Number(first), last: Number(last), seconds: Number(seconds) };
  if (strip.first > strip.last) {
    throw new InputError(`${where}: Expected the first row before the last, got ${first} and ${last}`);
  }
  const isUsual = strip.seconds === 0 || (strip.seconds >= leastSeconds && strip.seconds <= mostSeconds);
  if (!/^\d+(\.\d*)?(e[+-]?\d+)?$/i.test(seconds) || !isUsual) {
    throw new InputError(
      `${where}: Expected seconds from ${leastSeconds} to ${mostSeconds}, or 0, got "${shown(seconds)}"`,
    );
  }
  return strip;
}

function isRow(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text);
}

function shown(text: string): string {
  return escapeControls(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}

const leastSeconds = 1e-9;
const mostSeconds = 1e9;
