import { type Band, formatRows, hostNameOf, isBand, type JobEvent, rowsOf } from '@task-distributor/band';
import { basename } from 'node:path';
import type { ShownLine } from '../snapshot.ts';

/** The line about an event, for the log on the page; null = it has none. */
export function logLine(event: JobEvent, at: number): ShownLine | null {
  const line = isBand(event) ? bandLine(event) : otherLine(event);
  return line && { at, kind: 'plain', ...line };
}

type Line = Omit<ShownLine, 'at' | 'kind'> & Partial<ShownLine>;

function bandLine(band: Band): Line | null {
  const { host, state, info } = band;
  const rows = rowsOf(band) === null ? 'its band' : `rows ${formatRows(rowsOf(band)!)}`;
  const name = host === null ? 'this machine' : hostNameOf(host);
  switch (state) {
    case 'started':
      return { text: `${name} begins ${rows}` };
    case 'split':
      return { text: `${name} keeps rows ${info} of ${rows}; the others go to another host` };
    case 'done':
      return { text: `${rows} finished by ${name}` };
    case 'failed':
      return { text: `${rows} failed: ${info ?? 'no reason is known'}`, kind: 'bad' };
    default:
      return null;
  }
}

function otherLine(event: Exclude<JobEvent, Band>): Line | null {
  switch (event.type) {
    case 'opened':
      return { text: 'The job was opened' };
    case 'attempt': {
      const { rows, host, attempt, attempts, outcome } = event;
      if (outcome.reason === null) return null;
      const text = `${hostNameOf(host)} failed at rows ${formatRows(rows)}, attempt ${attempt} of ${attempts}: ${outcome.reason}`;
      return { text, kind: 'bad' };
    }
    case 'blocks':
      return event.reason === null
        ? { text: `${hostNameOf(event.host)} has helped with rows ${formatRows(event.rows)}` }
        : null;
    case 'host':
      return {
        text: `${hostNameOf(event.host)} is quarantined: it gets no more bands that another host may take`,
        kind: 'bad',
      };
    case 'limited':
      return { text: `Only ${event.workers} workers at the same time: ${event.shortage.what}`, kind: 'bad' };
    case 'stopped':
      return {
        text: `The job was stopped (${event.reason}): the same command with --resume continues it`,
        kind: 'bad',
      };
    case 'composed':
      return { text: `The image is whole: ${basename(event.output)}`, kind: 'good' };
    default:
      return null;
  }
}
