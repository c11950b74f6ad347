import type { Cell, Column, Finding, Grade } from './host-report.ts';

/** What a column shows of a host, and what is to be said about it. */
export interface Judgement {
  readonly cell: Cell;
  readonly findings: readonly Finding[];
}

export function good(text: string): Judgement {
  return { cell: { text, grade: 'good' }, findings: [] };
}

/** @param command what to type; null = the message says what to do */
export function notGood(
  grade: Exclude<Grade, 'good'>,
  column: Column,
  text: string,
  message: string,
  command: string | null = null,
): Judgement {
  return { cell: { text, grade }, findings: [{ column, grade, message, command }] };
}

/** `512M`, `3.2G`, `117G`. */
export function bytesText(bytes: number): string {
  const unit = units.find(({ size }) => bytes >= size) ?? units.at(-1)!;
  const number = bytes / unit.size;
  return `${number < 10 && unit.name === 'G' ? number.toFixed(1) : Math.floor(number)}${unit.name}`;
}

const units = [
  { name: 'T', size: 2 ** 40 },
  { name: 'G', size: 2 ** 30 },
  { name: 'M', size: 2 ** 20 },
];
