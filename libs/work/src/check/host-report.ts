/** How things are: a job works; it works, but this is worth knowing; a job on this host would fail. */
export type Grade = 'good' | 'odd' | 'bad';

/** What is looked at, in the order of the table. */
export const columns = [
  'ssh',
  'renderer',
  'worker',
  'folder',
  'scene',
  'memory',
  'disk',
  'processors',
  'load',
  'clock',
] as const;

export type Column = (typeof columns)[number];

/** One cell of the table. Its text alone says what is wrong, without its colour. */
export interface Cell {
  readonly text: string;
  readonly grade: Grade;
}

/** Something that is wrong, or worth knowing. */
export interface Finding {
  /** The image and the record of the job are only written on this machine, so the table has no column for them. */
  readonly column: Column | 'output' | 'joblog';
  readonly grade: 'odd' | 'bad';
  readonly message: string;
  /** What to type; null = the message says what to do. */
  readonly command: string | null;
}

/** What a check has found out about a host. */
export interface HostReport {
  /** As in the list; null = this machine, as the master. */
  readonly host: string | null;
  /** What was not looked at is missing. */
  readonly cells: Readonly<Partial<Record<Column, Cell>>>;
  readonly findings: readonly Finding[];
  /** For programs, as JSON has it. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export function isBad({ findings }: Pick<HostReport, 'findings'>): boolean {
  return findings.some(({ grade }) => grade === 'bad');
}
