import { TdError } from '@task-distributor/band';
import { rowsInPart } from './inspect-part.ts';
import type { KnownPart } from './known-part.ts';
import { atPath } from './open-part.ts';

/**
 * Refuses a part that cannot be a part of an image of this size.
 * @param image its width undefined where it is not known yet
 * @throws TdError that names the path
 */
export function refuseMisfit(
  { rows, path, facts }: KnownPart,
  image: { readonly width: number | undefined; readonly height: number },
): void {
  const { width } = facts.head.header;
  try {
    if (image.width !== undefined && width !== image.width) {
      throw new TdError(`Expected an image ${image.width} pixels wide, got ${width}`);
    }
    rowsInPart(facts, rows, image.height);
  } catch (error) {
    throw atPath(path, error);
  }
}
