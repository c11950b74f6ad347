import { readLines } from '@task-distributor/band';

/**
 * Lines of a worker's output, which may break off, or hold lines without end: those are cut, and the rest is read all
 * the same, since a worker whose output nobody reads would stand still.
 */
export async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  try {
    yield* readLines(cutLongLines(stream));
  } catch {
    // The connection broke. How the worker ended is told elsewhere.
  }
}

async function* cutLongLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const most = 32_768;
  let length = 0;
  for await (const chunk of stream) {
    let at = 0;
    while (at < chunk.length) {
      const newline = chunk.indexOf(10, at);
      const end = newline === -1 ? chunk.length : newline + 1;
      const kept = Math.min(end, at + Math.max(0, most - length));
      if (kept > at) yield chunk.subarray(at, kept);
      if (newline !== -1 && kept < end) yield chunk.subarray(newline, end);
      length = newline === -1 ? length + end - at : 0;
      at = end;
    }
  }
}
