import { RowSet } from '@task-distributor/band';
import { rowsOfPartName } from './names.ts';

/** Parts, and all others that hold only rows of these: an earlier run may have cut the same rows into other bands. */
export class PartSet {
  readonly #names: ReadonlySet<string>;
  readonly #rows = new RowSet();

  /** @param names file names, as partName and hostPartName make them */
  constructor(names: readonly string[]) {
    this.#names = new Set(names);
    const rows = [...this.#names].map(rowsOfPartName).filter((each) => each !== null);
    // In this order, each is added at the end.
    for (const each of rows.sort((a, b) => a.first - b.first)) this.#rows.add(each);
  }

  has(name: string): boolean {
    if (this.#names.has(name)) return true;
    const rows = rowsOfPartName(name);
    return rows !== null && this.#rows.covers(rows);
  }
}
