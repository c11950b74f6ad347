import { readLines } from '@task-distributor/band';

/**
 * The lines of a process's output. A line that is too long is cut, and what follows is read all the same, since a process
 * whose output nobody reads would block. Output that breaks off simply ends.
 */
export async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  try {
    yield* readLines(cutLongLines(stream));
  } catch {
    // The connection is lost, which the end of the process shows, too.
  }
}

async function* cutLongLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of stream) {
    let at = 0;
    while (at < chunk.length) {
      const newline = chunk.indexOf(10, at);
      const end = newline === -1 ? chunk.length : newline + 1;
      const kept = Math.min(end, at + Math.max(0, longestLine - length));
      if (kept > at) yield chunk.subarray(at, kept);
      if (newline !== -1 && kept < end) yield chunk.subarray(newline, end);
      length = newline === -1 ? length + end - at : 0;
      at = end;
    }
  }
}

const longestLine = 32_768;
