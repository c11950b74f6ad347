import { bandStates, type Band, type BandState } from './band.ts';
import { escapeControls, hasControls } from './escape-controls.ts';
import { splitCode } from './failure-code.ts';
import { readSplit } from './split-of.ts';
import { InputError } from './td-error.ts';

const columns = ['first', 'last', 'host', 'state', 'info'] as const;
type Column = (typeof columns)[number];

/**
 * Reads one line of either form, five tab-separated columns or a JSON object, without its newline.
 * @param lineNumber 1-based, for error messages
 * @throws InputError with line and column
 */
export function decodeBand(line: string, lineNumber: number): Band {
  const fields = line.startsWith('{') ? jsonFields(line, lineNumber) : tabFields(line, lineNumber);
  const refuse = (column: Column, expected: string): never => {
    throw new InputError(
      `line ${lineNumber}, column ${columns.indexOf(column) + 1} (${column}): Expected ${expected}, got "${escapeControls(fields[column].slice(0, 80))}"`,
    );
  };
  const row = (column: 'first' | 'last'): number | null => {
    if (fields[column] === '-') return null;
    if (!/^[1-9]\d{0,8}$/.test(fields[column])) refuse(column, 'a row number from 1 on, or -');
    return Number(fields[column]);
  };
  const first = row('first');
  const last = row('last');
  if ((first === null) !== (last === null)) refuse('last', 'both rows, or - for both');
  if (first !== null && last !== null && last < first) refuse('last', `a row not before ${first}`);
  if (fields.host === '' || /\s/.test(fields.host) || hasControls(fields.host))
    refuse('host', 'a host, or -');
  if (first === null && fields.host === '-') refuse('host', 'a host where there are no rows');
  if (!(bandStates as readonly string[]).includes(fields.state))
    refuse('state', `one of ${bandStates.join(' ')}`);
  const state = fields.state as BandState;
  if (fields.info === '') refuse('info', 'something, or -');
  if (hasControls(fields.info)) refuse('info', 'no control characters');
  if (state === 'done' && fields.info === '-') refuse('info', "the part's path");
  if (state === 'split' && readSplit(first === null ? null : { first, last: last! }, fields.info) === null)
    refuse('info', "the band's rows without the last ones");
  const band = { first, last, host: none(fields.host), state, info: none(fields.info) };
  if (state !== 'failed' || band.info === null) return band;
  const { reason, code } = splitCode(band.info);
  return code === null ? band : { ...band, info: reason, code };
}

function none(field: string): string | null {
  return field === '-' ? null : field;
}

function tabFields(line: string, lineNumber: number): Record<Column, string> {
  const fields = line.split('\t');
  if (fields.length !== columns.length) {
    const hint =
      fields.length === 1 && line.includes(' ') ? ' (columns are separated by tabs, not spaces)' : '';
    const missing = columns[fields.length];
    throw new InputError(
      `line ${lineNumber}: Expected 5 columns (${columns.join(', ')}), got ${fields.length}` +
        `${missing === undefined ? '' : `; column ${fields.length + 1} (${missing}) is missing`}${hint}`,
    );
  }
  return Object.fromEntries(columns.map((column, i) => [column, fields[i]])) as Record<Column, string>;
}

function jsonFields(line: string, lineNumber: number): Record<Column, string> {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (cause) {
    throw new InputError(
      `line ${lineNumber}: Expected a JSON object, got "${escapeControls(line.slice(0, 80))}"`,
      {
        cause,
      },
    );
  }
  const fields = record as Record<string, unknown>;
  const text = (column: Column): string => {
    const value = fields[column];
    if (value === undefined) {
      throw new InputError(
        `line ${lineNumber}, column ${columns.indexOf(column) + 1} (${column}): Expected a value or null, got none`,
      );
    }
    if (value === null) return '-';
    if (typeof value === 'string' || typeof value === 'number') return String(value);
    throw new InputError(
      `line ${lineNumber}, column ${columns.indexOf(column) + 1} (${column}): Expected text or a number, got ${JSON.stringify(value).slice(0, 80)}`,
    );
  };
  return Object.fromEntries(columns.map((column) => [column, text(column)])) as Record<Column, string>;
}
