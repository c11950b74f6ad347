import { formatRows, sameRows, TdError, type Rows } from '@task-distributor/band';
import { Composition } from './composition.ts';
import { deliver } from './deliver.ts';
import type { Composed, JoinOptions } from './join-options.ts';
import type { KnownPart } from './known-part.ts';
import { atPath } from './open-part.ts';
import { outputTarget } from './output-format.ts';
import { PartInspector } from './part-inspector.ts';

export interface ComposePartsOptions extends JoinOptions {
  /** Rows that the parts must have together. */
  readonly height?: number;
  /** The rows that the name of a part says it holds; null for a name that does not say. */
  readonly rowsByName?: (path: string) => Rows | null;
}

/**
 * Stacks parts in the order given, each with all its rows. Rows that a part's mark or name says must be those that it
 * gets. Parts are opened one at a time, so that any number of them can be composed.
 * @throws TdError that names the part that is damaged, does not fit, or is out of order; the signal's reason
 */
export async function composeParts(
  paths: readonly string[],
  options: ComposePartsOptions,
  signal: AbortSignal,
): Promise<Composed> {
  if (paths.length === 0) throw new TdError('Expected at least one part, got none');
  const { output, job = null, verify = false, durable = true } = options;
  return await deliver(output, durable, signal, async (file) => {
    const placed = await placeParts(paths, options.rowsByName ?? (() => null), signal);
    const height = placed.at(-1)!.rows.last;
    if (options.height !== undefined && height !== options.height) {
      throw new TdError(`Expected ${options.height} rows, got ${height} in ${paths.length} parts`);
    }
    const composition = new Composition(file, {
      height,
      width: null,
      trustedJob: verify ? null : job,
      followLinks: true,
      target: await outputTarget(output),
      signal,
    });
    for (const { rows, path, facts } of placed) composition.add(rows, path, facts);
    while (!composition.complete) {
      const { fault } = (await composition.writeNext())!;
      if (fault) throw fault;
    }
    await composition.finish();
    const { head, jobs } = composition;
    return { head, result: { width: head.header.width, height, parts: [...paths], jobs } };
  });
}

/** Inspects each part, and gives it the rows below those of the part before. */
async function placeParts(
  paths: readonly string[],
  rowsByName: (path: string) => Rows | null,
  signal: AbortSignal,
): Promise<KnownPart[]> {
  const inspector = new PartInspector({ followLinks: true });
  const placed: KnownPart[] = [];
  let next = 1;
  for (const path of paths) {
    signal.throwIfAborted();
    const facts = await inspector.inspect(path);
    const rows = { first: next, last: next + facts.head.header.height - 1 };
    const own = facts.marked?.mark.rows ?? rowsByName(path);
    if (own && !sameRows(own, rows)) {
      const error = `It holds rows ${formatRows(own)}, but in this order it gets rows ${formatRows(rows)}`;
      throw atPath(path, new TdError(`${error}: a part is missing, or the order is wrong`, { rows: own }));
    }
    placed.push({ rows, path, facts });
    next = rows.last + 1;
  }
  return placed;
}
