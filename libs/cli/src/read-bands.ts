import { type Band, decodeBands, InputError } from '@task-distributor/band';
import type { TdContext } from './td-command.ts';

/**
 * Bands from stdin, each as soon as its line arrives.
 * @throws InputError for a line that cannot be read, and if stdin is a terminal, where the command would seem to hang
 */
export function readBands(context: TdContext): AsyncGenerator<Band> {
  if ((context.stdin as Partial<NodeJS.ReadStream>).isTTY) {
    throw new InputError(
      'Expected bands on stdin, got a terminal: pipe td-partition into it, or a file of bands',
    );
  }
  return decodeBands(context.stdin);
}
