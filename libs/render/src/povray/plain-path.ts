import { statSync } from 'node:fs';
import { normalize } from 'node:path';

/**
 * A path without `..`, unless that would be something else: `link/../a.inc` is beside the folder that the link leads to.
 * @param path absolute
 */
export function plainPath(path: string): string {
  const plain = normalize(path);
  return /\/\.\.(\/|$)/.test(path) && isElsewhere(path, plain) ? path : plain;
}

function isElsewhere(path: string, plain: string): boolean {
  const [there, here] = [path, plain].map((one) => statSync(one, { bigint: true, throwIfNoEntry: false }));
  return there !== undefined && (there.ino !== here?.ino || there.dev !== here.dev);
}
