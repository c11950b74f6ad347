import type { Readable } from 'node:stream';
import { escapeControls, TdError } from '@task-distributor/band';

/**
 * What a host writes after a line that is only this mark: before it, its login may have printed a greeting. The stream is not destroyed.
 * @throws TdError if the mark does not come
 */
export async function* afterMark(source: Readable, mark: string): AsyncGenerator<Uint8Array> {
  const line = Buffer.from(`${mark}\n`);
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const at = head.indexOf(line);
    if (at === -1 && head.length > longestGreeting) throw unexpected(head);
    if (at === -1) continue;
    yield head.subarray(at + line.length);
    head = null;
  }
}

function unexpected(head: Buffer): TdError {
  return new TdError(
    `the login printed, in place of an image: ${escapeControls(head.toString('utf8', 0, 80))}`,
  );
}

const longestGreeting = 65_536;
