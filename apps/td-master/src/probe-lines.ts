import { checkedCostMap, formatCostLines, totalSeconds } from '@task-distributor/partition';
import type { ProbeResult } from '@task-distributor/work';

/** What td-probe prints about an image. */
export function* probeLines(
  { strips, startSeconds, size }: ProbeResult,
  { width, height }: { readonly width: number; readonly height: number },
): Generator<string> {
  const costs = checkedCostMap(strips, height, () => 'td-probe');
  const total = totalSeconds(costs);
  yield `# seconds of one processor of this machine for strips of ${width}x${height}, estimated from ${size.width}x${size.height}`;
  yield `# in all ${rounded(total)} s; each launch takes ${rounded(startSeconds)} s besides, above all for parsing`;
  if (startSeconds > total) {
    yield '# parsing is most of it: each further band parses the scene again, so more than a few bands gain little';
  }
  yield* formatCostLines(costs);
}

function rounded(seconds: number): number {
  return Number(seconds.toPrecision(3));
}
