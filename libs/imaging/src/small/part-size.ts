import { inspectPart } from '../inspect-part.ts';
import { withPart } from '../open-part.ts';
import type { Size } from './small-picture.ts';

/** @throws TdError that names the path */
export async function partSize(path: string): Promise<Size> {
  const { head } = await withPart(path, { followLinks: false }, inspectPart);
  return { width: head.header.width, height: head.header.height };
}
