import { join } from 'node:path';
import { formatRows, hostNameOf, type Rows } from '@task-distributor/band';
import { jobOfPart, partSize, type Size } from '@task-distributor/imaging';
import { decodePlan, hostPartName, type JobFile, partName, rowsOfPartName } from '@task-distributor/lockfile';
import type { Look } from './folder-reader.ts';

/** A part that is whole, and where in the image it is. */
export interface FoundPart {
  readonly path: string;
  readonly rows: Rows;
  /** The one that has rendered it; null = nobody has said. */
  readonly host: string | null;
}

export interface FoundParts {
  /** Of the image; null = not known yet. */
  readonly size: Size | null;
  readonly parts: readonly FoundPart[];
}

/** Finds the parts of a job in its folder, by whatever worker they were made. */
export class PartFinder {
  readonly #folder: string;
  /** Names of parts that were looked into, and whether they belong to the job. */
  readonly #judged = new Map<string, boolean>();
  readonly #sizes = new Map<string, Size>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param rowsOfHost the rows that a host was given; null = not known */
  async find(look: Look, rowsOfHost: (host: string) => Rows | null): Promise<FoundParts> {
    const { file, names } = look;
    const byRows = await this.#namedForRows(look);
    const hosts = (look.lines ?? []).filter(
      ({ rows, host }) => rows === null && names.has(hostPartName(host)),
    );
    const unique = [...new Set(hosts.map(({ host }) => host))];
    const known = unique.flatMap((host) => this.#partOf(host, rowsOfPlan(file, host) ?? rowsOfHost(host)));
    const placed = new Set(known.map(({ host }) => host));
    const rest = unique.filter((host) => !placed.has(host)).sort();
    const stacked = await this.#stacked(rest);
    const parts = [...byRows, ...known, ...stacked];
    return { size: file ?? (await this.#sizeOf(parts)), parts };
  }

  async #namedForRows({ file, lines, names }: Look): Promise<FoundPart[]> {
    const hosts = new Map(
      (lines ?? []).flatMap(({ rows, host }) => (rows === null ? [] : [[formatRows(rows), host]])),
    );
    const found: FoundPart[] = [];
    for (const name of names) {
      const rows = rowsOfPartName(name);
      if (rows === null || rows.last > (file?.height ?? Infinity)) continue;
      const host = hosts.get(formatRows(rows)) ?? null;
      // A line says that the part is of this job. Without one, its mark does.
      if (host === null && !(await this.#isOf(file, name, rows))) continue;
      found.push({ path: join(this.#folder, partName(rows)), rows, host });
    }
    return found;
  }

  async #isOf(file: JobFile | null, name: string, rows: Rows): Promise<boolean> {
    if (file === null) return false;
    const known = this.#judged.get(name);
    if (known !== undefined) return known;
    const isOf = (await jobOfPart(join(this.#folder, name), rows)) === file.id;
    this.#judged.set(name, isOf);
    return isOf;
  }

  #partOf(host: string, rows: Rows | null): FoundPart[] {
    return rows === null ? [] : [{ path: join(this.#folder, hostPartName(host)), rows, host }];
  }

  /** As the original's master joins them: one below the other, in the order of their names. */
  async #stacked(hosts: readonly string[]): Promise<FoundPart[]> {
    const parts: FoundPart[] = [];
    let last = 0;
    for (const host of hosts) {
      const path = join(this.#folder, hostPartName(host));
      const size = await this.#size(path);
      if (size === null) continue;
      parts.push({ path, rows: { first: last + 1, last: last + size.height }, host });
      last += size.height;
    }
    return parts;
  }

  async #sizeOf(parts: readonly FoundPart[]): Promise<Size | null> {
    const size = parts.length === 0 ? null : await this.#size(parts[0]!.path);
    return size && { width: size.width, height: Math.max(...parts.map(({ rows }) => rows.last)) };
  }

  async #size(path: string): Promise<Size | null> {
    const known = this.#sizes.get(path) ?? (await partSize(path).catch(() => null));
    if (known !== null) this.#sizes.set(path, known);
    return known;
  }
}

function rowsOfPlan(file: JobFile | null, host: string): Rows | null {
  if (file?.plan === undefined) return null;
  const bands = decodePlan(file.plan, file.height) ?? [];
  const band = bands.find((planned) => planned.host !== null && hostNameOf(planned.host) === host);
  return band ?? null;
}
