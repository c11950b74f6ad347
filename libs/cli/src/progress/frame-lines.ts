import { formatRemaining, type JobState, remaining } from '@task-distributor/history';
import { fitName, fitRight, fitText, widthOf } from './fit-text.ts';
import { clock, percentDone } from './progress-text.ts';
import { chooseRows, type HostRow, hostRows, type HostStatus } from './host-rows.ts';
import { shortNames } from './short-names.ts';

export interface Screen {
  readonly columns: number;
  /** Lines. */
  readonly rows: number;
  readonly look: Look;
}

/** How things are drawn. */
export interface Look {
  /** A bar's full and empty parts. */
  readonly full: string;
  readonly empty: string;
  paint(status: HostStatus, text: string): string;
}

/** One line for each host, as far as there is room, and a line about the whole job. @param now in ms since the epoch */
export function frameLines(state: JobState, now: number, { columns, rows, look }: Screen): string[] {
  const width = Math.max(minimum, columns - 1);
  const most = Math.max(1, Math.min(mostLines, rows - 4));
  const { shown, others } = chooseRows(withShortNames(hostRows(state), width), most);
  const layout = layoutFor(shown, width);
  const lines = shown.map((row) => hostLine(row, layout, width, look));
  if (others.length > 0) lines.push(fitText(othersText(others, shown.length > 0), width).trimEnd());
  return [...lines, totalLine(state, now, { width, look })];
}

function withShortNames(rows: readonly HostRow[], width: number): HostRow[] {
  const names = shortNames(
    rows.map(({ host }) => host),
    mostHostWidth(width),
  );
  return rows.map((row) => ({ ...row, host: names.get(row.host)! }));
}

interface Layout {
  readonly host: number;
  readonly rows: number;
  readonly bar: number;
  /** Between columns. */
  readonly gap: string;
  /** 0 = it shares the column of the status. */
  readonly speed: number;
}

function layoutFor(rows: readonly HostRow[], width: number): Layout {
  const isWide = width >= wide;
  const gap = gapFor(width);
  const longest = Math.max(4, ...rows.map(({ host }) => widthOf(host)));
  const host = Math.min(longest, mostHostWidth(width));
  const speed = isWide ? speedWidth : 0;
  const rowsWidth = Math.max(0, ...rows.map((row) => row.rows.length));
  const left =
    width - host - (isWide ? speedWidth + gap.length : 0) - statusWidth - percentWidth - 3 * gap.length;
  const hasRows = left - rowsWidth - gap.length >= leastBar;
  const bar = hasRows ? left - rowsWidth - gap.length : left;
  return { gap, host, rows: hasRows ? rowsWidth : 0, bar: Math.max(0, Math.min(mostBar, bar)), speed };
}

function hostLine(row: HostRow, { gap, host, rows, bar, speed }: Layout, width: number, look: Look): string {
  const { percent, status } = row;
  const perSecond = row.rowsPerSecond === null ? '' : `${threeDigits(row.rowsPerSecond)} rows/s`;
  const isBoth = speed === 0;
  const columns = [
    fitName(row.host, host),
    ...(rows === 0 ? [] : [fitRight(row.rows, rows)]),
    percent === null ? ' '.repeat(bar) : drawBar(percent, bar, look),
    fitRight(percent === null ? '' : `${percent}%`, percentWidth),
    ...(isBoth ? [] : [fitRight(perSecond, speed)]),
  ];
  const word =
    isBoth && status === 'rendering' && perSecond !== '' ? fitRight(perSecond, statusWidth) : status;
  const line = columns.join(gap) + gap;
  // Only a screen of less than 30 columns is too narrow.
  return (line + look.paint(status, fitText(word, Math.min(widthOf(word), width - widthOf(line))))).trimEnd();
}

function othersText(others: readonly (readonly [HostStatus, number])[], isMore: boolean): string {
  const count = others.reduce((sum, [, each]) => sum + each, 0);
  const counts = others.map(([status, each]) => `${each} ${status}`).join(', ');
  return `${isMore ? 'and ' : ''}${count} ${isMore ? 'more' : 'hosts'}: ${counts}`;
}

/** As much of it as there is room for: `12 of 40 bands ████░░ 43%  1:23  2 to 5 min left`. */
function totalLine(state: JobState, now: number, { width, look }: { width: number; look: Look }): string {
  const gap = gapFor(width);
  const { totals, opened } = state;
  const percent = percentDone(state);
  const bands = `${totals.bandsDone} of ${totals.bands} ${totals.bands === 1 ? 'band' : 'bands'}`;
  const elapsed = clock((now - (opened ?? now)) / 1_000);
  const texts = [bands, `${percent}%`, elapsed, restText(state, now)].filter((text) => text !== '');
  const bar = Math.min(mostBar, width - texts.join(gap).length - gap.length);
  if (bar >= leastBar) texts.splice(1, 0, drawBar(percent, bar, look));
  while (texts.length > 1 && texts.join(gap).length > width) texts.shift();
  return texts.join(gap);
}

/** What is left to do. Only td-master, which plans the job, composes the image itself. */
function restText(state: JobState, now: number): string {
  if (percentDone(state) === 100) return state.planned === null ? '' : 'composing';
  const rest = remaining(state, now);
  return rest === null ? '' : `${formatRemaining(rest)} left`;
}

function drawBar(percent: number, width: number, { full, empty }: Look): string {
  const count = Math.floor((width * percent) / 100);
  return full.repeat(count) + empty.repeat(width - count);
}

function threeDigits(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);
}

function mostHostWidth(width: number): number {
  return Math.max(8, Math.floor(width * 0.3));
}

function gapFor(width: number): string {
  return width >= wide ? '  ' : ' ';
}

const minimum = 20;
const wide = 60;
const percentWidth = 4;
/** `99999 rows/s`. */
const speedWidth = 12;
/** `quarantined`. */
const statusWidth = 11;
const leastBar = 5;
const mostBar = 40;
/** Of hosts. */
const mostLines = 20;
