import { checkedCostMap, formatCostLines, totalSeconds } from '@task-distributor/partition';
import type { HostsProbeResult, ProbeResult } from '@task-distributor/work';

interface Image {
  readonly width: number;
  readonly height: number;
}

/** What td-probe prints about an image that it has estimated on this machine. */
export function* probeLines(result: ProbeResult, image: Image): Generator<string> {
  yield firstLine(result, image, 'this machine');
  yield* costLines(result, image);
}

/** What it prints about one that it has estimated on hosts. */
export function* hostsProbeLines(result: HostsProbeResult, image: Image): Generator<string> {
  const { hosts } = result;
  yield `${firstLine(result, image, hosts[0]!.name)} on ${hosts.length} host${hosts.length === 1 ? '' : 's'}`;
  for (const { name, weight } of hosts) yield `# weight ${name} ${rounded(weight)}`;
  yield* costLines(result, image);
}

function firstLine({ size }: ProbeResult, { width, height }: Image, where: string): string {
  return `# seconds of one processor of ${where} for strips of ${width}x${height}, estimated from ${size.width}x${size.height}`;
}

function* costLines({ strips, startSeconds }: ProbeResult, { height }: Image): Generator<string> {
  const costs = checkedCostMap(strips, height, () => 'td-probe');
  const total = totalSeconds(costs);
  yield `# in all ${rounded(total)} s; each launch takes ${rounded(startSeconds)} s besides, above all for parsing`;
  if (startSeconds > total) {
    yield '# parsing is most of it: each further band parses the scene again, so more than a few bands gain little';
  }
  yield* formatCostLines(costs);
}

function rounded(seconds: number): number {
  return Number(seconds.toPrecision(3));
}
