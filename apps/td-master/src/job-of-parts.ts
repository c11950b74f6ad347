import { dirname } from 'node:path';
import { abortable, type Band } from '@task-distributor/band';
import { readJobFile } from '@task-distributor/lockfile';

/**
 * The job whose parts lie beside this one; null where nothing says so. Parts with its mark are joined as they are, all
 * others are decoded and checked.
 */
export async function jobBeside(part: string): Promise<string | null> {
  const file = await readJobFile(dirname(part)).catch(() => null);
  return file?.id ?? null;
}

/** The job of the first part that comes, and all the bands, those before it included. */
export async function jobOfBands(
  bands: AsyncIterable<Band>,
  signal: AbortSignal,
): Promise<{ bands: AsyncIterable<Band>; job: string | null }> {
  const iterator = abortable(bands, signal);
  const before: Band[] = [];
  let job: string | null = null;
  for (;;) {
    const { done, value } = await iterator.next();
    if (done) break;
    before.push(value);
    if (value.state !== 'done') continue;
    job = await jobBeside(value.info!);
    break;
  }
  const all = async function* () {
    yield* before;
    yield* iterator;
  };
  return { bands: all(), job };
}
