import { abortable, type Band } from '@task-distributor/band';
import { Composer } from './composer.ts';
import { Composition } from './composition.ts';
import { deliver } from './deliver.ts';
import type { Composed, JoinOptions } from './join-options.ts';
import { outputTarget } from './output-format.ts';

export interface ComposeOptions extends JoinOptions {
  /** Rows of the whole image. */
  readonly height: number;
  /** Pixels of a row; default: the first part's. */
  readonly width?: number;
}

/**
 * The compose stage: makes one image of the parts of `done` bands, which come in any order and among other states.
 * A band is written as soon as all rows above it are written. The output appears only when it is whole.
 * When something is wrong, the bands are read to their end all the same, so that the stages before are not stopped.
 * @throws TdError for bands that failed (exit code 124 where a time limit ended one), for rows that are missing or come
 * twice, for a part that is damaged or does not fit; InputError for a band without rows; the signal's reason
 */
export async function composeBands(
  bands: AsyncIterable<Band>,
  options: ComposeOptions,
  signal: AbortSignal,
): Promise<Composed> {
  const { output, height, width = null, job = null, verify = false, durable = true } = options;
  return await deliver(output, durable, signal, async (file) => {
    const composition = new Composition(file, {
      height,
      width,
      trustedJob: verify ? null : job,
      followLinks: false,
      target: await outputTarget(output),
      signal,
    });
    const composer = new Composer(composition, durable ? file : null, height);
    try {
      for await (const band of abortable(bands, signal)) await composer.take(band);
    } finally {
      await composer.idle();
    }
    await composer.finish();
    await composition.finish();
    const { head, paths: parts, jobs } = composition;
    return { head, result: { width: head.header.width, height, parts, jobs } };
  });
}
