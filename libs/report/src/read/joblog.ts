import { escapeControls, InputError } from '@task-distributor/band';
import type { Run } from '../run.ts';
import { decodeJoblogLine, type JoblogLine } from './joblog-line.ts';
import { type JoblogPart, runOfLines } from './run-of-lines.ts';

export interface JoblogRuns {
  /** One for each job; usually one. */
  readonly runs: readonly Run[];
  /** What could not be read, though the rest could; null = all was read. */
  readonly warning: string | null;
}

/**
 * The runs of a joblog. Joblogs of several jobs, one after the other, are as many runs; a job that was resumed is one.
 * @param path of the file, for messages
 * @throws InputError for a text that is no joblog
 */
export function readJoblog(text: string, path: string): JoblogRuns {
  const { lines, isTorn } = decodeLines(text, path);
  const parts = partsOf(lines);
  const names = parts.map((_, i) => (parts.length === 1 ? path : `${path} (${i + 1})`));
  const runs = parts.map((part, i) => runOfLines(part, names[i]!));
  return { runs, warning: isTorn ? `${path}: a line is cut off, and left out` : null };
}

/** Whether a text begins like a joblog. */
export function isJoblog(text: string): boolean {
  const [line = ''] = text.trimStart().split('\n', 1);
  return decodeJoblogLine(line) !== null;
}

/** A line is cut off if the master was killed while it wrote; a job that is resumed then begins a new one. */
function decodeLines(text: string, path: string): { lines: JoblogLine[]; isTorn: boolean } {
  const texts = text.split('\n').map((line, i) => ({ line, number: i + 1 }));
  const written = texts.filter(({ line }) => line.trim() !== '');
  const decoded = written.map(({ line }) => decodeJoblogLine(line));
  const endsRun = (i: number): boolean => i + 1 >= decoded.length || decoded[i + 1]?.type === 'job';
  const isCutOff = (i: number): boolean => i > 0 && written[i]!.line.startsWith('{') && endsRun(i);
  for (const [i, { line, number }] of written.entries()) {
    if (decoded[i] !== null || isCutOff(i)) continue;
    throw new InputError(`${path}: line ${number} is not one of a joblog: ${shown(line)}`, { path });
  }
  if (written.length === 0) {
    throw new InputError(`${path}: it is empty: the job has not begun, or has recorded nothing`, { path });
  }
  return { lines: decoded.filter((line) => line !== null), isTorn: decoded.includes(null) };
}

/** A joblog that was begun before joblogs had lines about jobs belongs to the job that goes on with it. */
function partsOf(lines: readonly JoblogLine[]): JoblogPart[] {
  const parts: { id: string | null; starts: number; lines: JoblogLine[] }[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    const id = line.type === 'job' ? line.job.id : null;
    if (last === undefined || (id !== null && last.id !== null && id !== last.id)) {
      parts.push({ id, starts: 1, lines: [line] });
      continue;
    }
    last.lines.push(line);
    if (line.type === 'job') [last.id, last.starts] = [id, last.starts + 1];
  }
  return parts;
}

function shown(line: string): string {
  const most = 60;
  const whole = escapeControls(line.trim());
  return whole.length > most ? `${whole.slice(0, most)}...` : whole;
}
