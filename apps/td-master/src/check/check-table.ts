import { type Cell, type CheckReport, type Column, columns, type HostReport } from '@task-distributor/work';

/** Colours a text; does nothing where there are no colours. */
export type Paint = (text: string, grade: Cell['grade']) => string;

/**
 * A table with a line for each host, as narrow as it can be. What a host that cannot be asked lacks fills its line.
 * @param width of the terminal. Where a line would be longer, the host gets a line of its own
 */
export function* checkTable(
  { hosts, renderer }: Pick<CheckReport, 'hosts' | 'renderer'>,
  width: number,
  paint: Paint,
): Generator<string> {
  const answered = hosts.filter(({ cells }) => Object.keys(cells).length > 1);
  const shown = columns.filter(
    (column) => column === 'ssh' || answered.some(({ cells }) => cells[column] !== undefined),
  );
  const titleOf = (column: Column): string => (column === 'renderer' ? renderer : titles[column]);
  const widths = new Map(shown.map((column) => [column, widthOf(column, titleOf(column), answered)]));
  const name = Math.max('host'.length, ...hosts.map(({ host }) => host!.length));
  const sum = [...widths.values()].reduce((all, one) => all + one, 0);
  const gap = [2, 1].find((space) => name + sum + space * shown.length <= width) ?? null;
  const between = ' '.repeat(gap ?? 1);
  const begin = (host: string): string => (gap === null ? `${host}\n ` : host.padEnd(name));
  const line = (texts: readonly string[]): string => texts.join(between).trimEnd();
  const words = shown.map((column) => aligned(titleOf(column), column, widths.get(column)!));
  yield line([gap === null ? 'host\n ' : 'host'.padEnd(name), ...words]);
  for (const { host, cells } of hosts) {
    const texts =
      Object.keys(cells).length > 1
        ? shown.map((column) => cellText(cells[column], column, widths.get(column)!, paint))
        : Object.values(cells).map(({ text, grade }) => paint(text, grade));
    yield line([begin(host!), ...texts]);
  }
}

function widthOf(column: Column, title: string, hosts: readonly HostReport[]): number {
  return Math.max(title.length, ...hosts.map(({ cells }) => cells[column]?.text.length ?? 1));
}

function cellText(cell: Cell | undefined, column: Column, width: number, paint: Paint): string {
  const { text, grade } = cell ?? { text: '-', grade: 'good' };
  return aligned(text, column, width).replace(text, () => paint(text, grade));
}

function aligned(text: string, column: Column, width: number): string {
  return numbers.has(column) ? text.padStart(width) : text.padEnd(width);
}

const titles: Readonly<Record<Exclude<Column, 'renderer'>, string>> = {
  ssh: 'SSH',
  worker: 'worker',
  folder: 'folder',
  scene: 'scene',
  memory: 'RAM',
  disk: '/tmp',
  processors: 'CPUs',
  load: 'load',
  clock: 'clock',
};

/** Columns that are aligned at their right side. */
const numbers: ReadonlySet<Column> = new Set(['memory', 'disk', 'processors', 'load', 'clock']);
