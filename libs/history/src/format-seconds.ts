import type { Remaining } from './remaining.ts';

/** A range while it is unsure, `2 to 5 min`, and one value once both ends are about the same: `3 min`. */
export function formatRemaining({ least, most }: Remaining): string {
  if (most <= leastRatio * least || most - least <= 2) return inUnit((least + most) / 2, unitFor(most));
  const unit = unitFor(most);
  const [from, to] = [least, most].map((seconds) => inUnit(seconds, unit)) as [string, string];
  if (from === to) return to;
  const isOneUnit = /^\d+ \w+$/.test(from) && /^\d+ \w+$/.test(to);
  return isOneUnit ? `${from.replace(/ .*/, '')} to ${to}` : `${from} to ${to}`;
}

/** `12 s`, `3 min`, `1 h 20 min`, `2 d 3 h`. */
export function formatSeconds(seconds: number): string {
  return inUnit(seconds, { ...unitFor(seconds), step: 1 });
}

interface Unit {
  /** Seconds. */
  readonly size: number;
  readonly name: string;
  /** The unit that it is part of, and how many are in one. */
  readonly larger: { readonly name: string; readonly count: number } | null;
  /** Numbers are rounded to this, so that they do not change all the time. */
  readonly step: number;
}

function unitFor(seconds: number): Unit {
  if (seconds < 89.5) return { size: 1, name: 's', larger: null, step: seconds < 15 ? 1 : 5 };
  if (seconds < 89.5 * 60) return { size: 60, name: 'min', larger: null, step: 1 };
  if (seconds < 48 * 3_600) return { size: 60, name: 'min', larger: { name: 'h', count: 60 }, step: 10 };
  return { size: 3_600, name: 'h', larger: { name: 'd', count: 24 }, step: 1 };
}

function inUnit(seconds: number, { size, name, larger, step }: Unit): string {
  const count = Math.round(seconds / size / step) * step;
  const whole = larger === null ? 0 : Math.floor(count / larger.count);
  if (larger === null || whole === 0) return `${count} ${name}`;
  const rest = count % larger.count;
  return rest === 0 ? `${whole} ${larger.name}` : `${whole} ${larger.name} ${rest} ${name}`;
}

const leastRatio = 1.3;
