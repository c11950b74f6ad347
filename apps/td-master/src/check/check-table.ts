import { type Cell, type CheckReport, type Column, columns, type HostReport } from '@task-distributor/work';

/** Colours a text; does nothing where there are no colours. */
export type Paint = (text: string, grade: Cell['grade']) => string;

/**
 * A table with a line for each host, as narrow as it can be. What a host that cannot be asked lacks fills its line.
 * @param width of the terminal. Where a line would be longer, the host gets a line of its own
 */
export function* checkTable(
  { hosts }: Pick<CheckReport, 'hosts'>,
  width: number,
  paint: Paint,
): Generator<string> {
  const answered = hosts.filter(({ cells }) => Object.keys(cells).length > 1);
  const shown = columns.filter((column) => answered.some(({ cells }) => cells[column] !== undefined));
  const widths = new Map(shown.map((column) => [column, widthOf(column, answered)]));
  const name = Math.max('host'.length, ...hosts.map(({ host }) => host!.length));
  const sum = [...widths.values()].reduce((all, one) => all + one, 0);
  const gap = [2, 1].find((space) => name + sum + space * shown.length <= width) ?? null;
  const between = ' '.repeat(gap ?? 1);
  const begin = (host: string): string => (gap === null ? `${host}\n ` : host.padEnd(name));
  const line = (texts: readonly string[]): string => texts.join(between).trimEnd();
  if (answered.length > 0) {
    const titles = shown.map((column) => aligned(titlesOf[column].title, column, widths.get(column)!));
    yield line([gap === null ? 'host\n ' : 'host'.padEnd(name), ...titles]);
  }
  for (const { host, cells } of hosts) {
    const texts =
      Object.keys(cells).length > 1
        ? shown.map((column) => cellText(cells[column], column, widths.get(column)!, paint))
        : Object.values(cells).map(({ text, grade }) => paint(text, grade));
    yield line([begin(host!), ...texts]);
  }
}

function widthOf(column: Column, hosts: readonly HostReport[]): number {
  return Math.max(
    titlesOf[column].title.length,
    ...hosts.map(({ cells }) => cells[column]?.text.length ?? 1),
  );
}

function cellText(cell: Cell | undefined, column: Column, width: number, paint: Paint): string {
  const { text, grade } = cell ?? { text: '-', grade: 'good' };
  return aligned(text, column, width).replace(text, () => paint(text, grade));
}

function aligned(text: string, column: Column, width: number): string {
  return titlesOf[column].isNumber ? text.padStart(width) : text.padEnd(width);
}

const titlesOf: Readonly<Record<Column, { readonly title: string; readonly isNumber: boolean }>> = {
  ssh: { title: 'SSH', isNumber: false },
  renderer: { title: 'POV-Ray', isNumber: false },
  worker: { title: 'worker', isNumber: false },
  folder: { title: 'folder', isNumber: false },
  scene: { title: 'scene', isNumber: false },
  memory: { title: 'RAM', isNumber: true },
  disk: { title: '/tmp', isNumber: true },
  processors: { title: 'CPUs', isNumber: true },
  load: { title: 'load', isNumber: true },
  clock: { title: 'clock', isNumber: true },
};
