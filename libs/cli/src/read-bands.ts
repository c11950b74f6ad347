import { type Band, decodeBands, InputError } from '@task-distributor/band';
import type { TdContext } from './td-command.ts';

/**
 * Bands from stdin, as their lines come.
 * @throws InputError for a line that cannot be read, and when stdin is a terminal, where nobody would know to type
 */
export function readBands(context: TdContext): AsyncGenerator<Band> {
  if ((context.stdin as Partial<NodeJS.ReadStream>).isTTY) {
    throw new InputError(
      'Expected bands on stdin, got a terminal: pipe td-partition into it, or a file of bands',
    );
  }
  return decodeBands(context.stdin);
}
