import { basename } from 'node:path';
import type { Writable } from 'node:stream';
import { formatRows, parseRows, sameRows, TdError, type Rows } from '@task-distributor/band';
import type { Composed } from './compose-bands.ts';
import { Composition } from './composition.ts';
import { deliver } from './deliver.ts';
import { inspectPart, type PartFacts } from './inspect-part.ts';
import { atPath, withPart } from './open-part.ts';
import { srgbProfile } from './output-format.ts';
import { outputFormat } from './output-name.ts';

export interface ComposePartsOptions {
  /** A path, whose extension says the format; or a stream, which gets a PNG, and nothing before all is right. */
  readonly output: string | Writable;
  /** Rows that the parts must have together. */
  readonly height?: number;
  /** The job whose marks are trusted. Parts with another mark are inflated and checked. */
  readonly job?: string | null;
  /** Inflate and check every part. */
  readonly verify?: boolean;
  /** Bring the image to the disk before it appears under its name; default true. */
  readonly durable?: boolean;
}

/**
 * Stacks parts in the order given, each with all its rows. Rows that a part's mark tells, or a name such as
 * `rows-000151-000300.png`, must be the rows it gets.
 * @throws TdError that names the part that is damaged, does not fit, or is not in its place; the signal's reason
 */
export async function composeParts(
  paths: readonly string[],
  options: ComposePartsOptions,
  signal: AbortSignal,
): Promise<Composed> {
  if (paths.length === 0) throw new TdError('Expected at least one part, got none');
  const { output, job = null, verify = false, durable = true } = options;
  return await deliver(output, durable, signal, async (file) => {
    const placed = await placeParts(paths);
    const height = placed.at(-1)!.rows.last;
    if (options.height !== undefined && height !== options.height) {
      throw new TdError(`Expected ${options.height} rows, got ${height} in ${paths.length} parts`);
    }
    const format = typeof output === 'string' ? outputFormat(output) : 'png';
    const profile = format === 'png' ? null : await srgbProfile();
    const composition = new Composition(file, {
      ...{ height, width: null, job, verify, format, profile, signal },
      followLinks: true,
    });
    for (const { rows, path, facts } of placed) await composition.add(rows, path, facts);
    while (!composition.complete) {
      const written = await composition.writeNext();
      if (written?.fault) throw written.fault;
    }
    await composition.finish();
    const { head } = composition;
    return { head, result: { width: head.header.width, height, parts: [...paths] } };
  });
}

interface PlacedPart {
  readonly rows: Rows;
  readonly path: string;
  readonly facts: PartFacts;
}

async function placeParts(paths: readonly string[]): Promise<PlacedPart[]> {
  const placed: PlacedPart[] = [];
  let next = 1;
  for (const path of paths) {
    const facts = await withPart(path, { followLinks: true }, inspectPart);
    const { head, layout } = facts;
    const rows = { first: next, last: next + head.header.height - 1 };
    const told = layout?.mark?.rows ?? rowsByName(path);
    if (told && !sameRows(told, rows)) {
      const error = `It holds rows ${formatRows(told)}, but in this order it gets rows ${formatRows(rows)}`;
      throw atPath(path, new TdError(`${error}: a part is missing, or the order is wrong`, { rows: told }));
    }
    placed.push({ rows, path, facts });
    next = rows.last + 1;
  }
  return placed;
}

/** The rows in a part's name; null when it has another name. */
function rowsByName(path: string): Rows | null {
  const [, first, last] = /^rows-0*(\d+)-0*(\d+)\.png$/.exec(basename(path)) ?? [];
  return first === undefined ? null : parseRows(`${first}-${last}`);
}
