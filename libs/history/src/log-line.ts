import {
  type Band,
  decodeBand,
  encodeBandJson,
  isBand,
  type JobEvent,
  type Rows,
} from '@task-distributor/band';
import type { TimedEvent } from './timed-event.ts';

/**
 * A line of a job's log, without its newline: `{"v":1,"at":1764374400000,"event":{...}}`.
 * @throws TdError for a band that cannot be written as a line
 */
export function encodeLogLine({ at, event }: TimedEvent): string {
  const text = isBand(event) ? encodeBandJson(event).trimEnd() : JSON.stringify(event, bandsAsFields);
  return `{"v":${version},"at":${at},"event":${text}}`;
}

/** Reads a line of a job's log. @returns null for one that is torn, of a later version, or no such line */
export function decodeLogLine(line: string): TimedEvent | null {
  try {
    const { v, at, event } = JSON.parse(line) as Record<string, unknown>;
    return v === version ? { at: number(at), event: readEvent(event) } : null;
  } catch {
    return null;
  }
}

const version = 1;

/** Bands within an event are written as those between two commands are. */
function bandsAsFields(key: string, value: unknown): unknown {
  return key === 'band' ? (JSON.parse(encodeBandJson(value as Band)) as unknown) : value;
}

/** Takes a value of JSON as a T, or throws. */
type Read<T> = (value: unknown) => T;

type OtherEvent = Exclude<JobEvent, Band>;

function readEvent(value: unknown): JobEvent {
  const { type } = value as { type?: unknown };
  if (type === undefined) return band(value);
  const read = Object.hasOwn(readers, type as string) ? readers[type as OtherEvent['type']] : refuse;
  return { type, ...read(value) } as JobEvent;
}

function refuse(): never {
  throw new RangeError('Expected another value');
}

const number: Read<number> = (value) => (Number.isFinite(value) ? (value as number) : refuse());
const text: Read<string> = (value) => (typeof value === 'string' ? value : refuse());
const flag: Read<boolean> = (value) => (typeof value === 'boolean' ? value : refuse());
const band: Read<Band> = (value) => decodeBand(JSON.stringify(value), 1);
const date: Read<Date> = (value) => new Date(number(new Date(text(value)).getTime()));

function only<Value extends string>(expected: Value): Read<Value> {
  return (value) => (value === expected ? expected : refuse());
}

function orNull<T>(read: Read<T>): Read<T | null> {
  return (value) => (value === null ? null : read(value));
}

/** For a field that may be missing: `object` leaves it out. */
function orNone<T>(read: Read<T>): Read<T> {
  return (value) => (value === undefined ? (undefined as T) : read(value));
}

function listOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value) => (Array.isArray(value) ? value.map(read) : refuse());
}

function object<T>(fields: { readonly [Key in keyof T]-?: Read<T[Key]> }): Read<T> {
  return (value) => {
    if (typeof value !== 'object' || value === null) return refuse();
    const read = (Object.keys(fields) as (keyof T)[]).map(
      (key) => [key, fields[key]((value as T)[key])] as const,
    );
    return Object.fromEntries(read.filter(([, field]) => field !== undefined)) as T;
  };
}

const rowNumbers = { first: number, last: number };
const rows = object<Rows>(rowNumbers);

const report = object<Extract<OtherEvent, { type: 'blocks' }>['report']>({
  bytes: orNull(number),
  parseSeconds: orNull(number),
  traceSeconds: orNull(number),
  launchSeconds: orNone(orNull(number)),
  continued: orNone(orNull(number)),
});

const outcome = object<Extract<OtherEvent, { type: 'attempt' }>['outcome']>({
  reason: orNull(text),
  isFinal: flag,
  code: orNone(text),
  exitCode: orNull(number),
  way: orNone(object({ name: text, reason: orNull(text) })),
  report,
  cutFrom: orNone(orNull(rows)),
});

const size = { width: number, height: number };
const times = { start: date, end: date };

/** What follows the type of each event. */
const readers: {
  readonly [Type in OtherEvent['type']]: Read<Omit<Extract<OtherEvent, { type: Type }>, 'type'>>;
} = {
  opened: object({ job: text, folder: text, lockfile: text, ...size, scene: orNone(text) }),
  hosts: object({ hosts: listOf(object({ name: text, slots: number, weight: number })), splits: flag }),
  planned: object({
    cut: text,
    bands: number,
    hosts: number,
    expectedSeconds: orNull(number),
    evenSeconds: orNull(number),
    areSpeedsKnown: orNone(flag),
  }),
  speeds: object({ hosts: listOf(object({ name: text, speed: number, seconds: number })) }),
  costs: object({ strips: listOf(object({ ...rowNumbers, seconds: number })) }),
  queued: object({ band }),
  attempt: object({ rows, host: text, attempt: number, attempts: number, ...times, outcome }),
  'blocks-started': object({ rows, blocks: rows, host: text }),
  blocks: object({ rows, blocks: rows, host: text, ...times, reason: orNull(text), report }),
  host: object({ host: text, status: only('quarantined') }),
  limited: object({ shortage: object({ what: text, wayOut: text }), workers: number }),
  line: object({ band, host: text, text }),
  composed: object({ output: text, ...size, parts: listOf(text), jobs: number }),
  stopped: object({ reason: text }),
  closed: object({
    folder: text,
    lockfile: text,
    kept: orNull(object({ names: listOf(text), lockfile: flag, parts: flag, reason: text })),
  }),
};
