/** Lines of a joblog, as seconds after a fixed moment. */
export function jobLine(facts: object = {}): string {
  const image = { width: 800, height: 600, scene: '/scenes/blob.pov' };
  return encode({ type: 'job', job: 'job-1', ...image, hosts: ['pi1', 'pi2'], start: at(0), ...facts });
}

export function attemptLine(
  band: string,
  host: string,
  times: readonly [number, number],
  facts: object = {},
): string {
  const [start, end] = times;
  const seconds = end - start;
  return encode({ band, host, attempt: 1, start: at(start), end: at(end), seconds, reason: null, ...facts });
}

function blocksLine(host: string, times: readonly [number, number], reason: string | null = null): string {
  const [start, end] = times;
  return encode({
    type: 'blocks',
    band: '301-600',
    blocks: '8-13',
    host,
    start: at(start),
    end: at(end),
    reason,
  });
}

export function phasesLine(
  sequential1: number | null,
  parallel: number | null,
  sequential2: number | null,
): string {
  return encode({ type: 'phases', sequential1, parallel, sequential2 });
}

const planLine = encode({
  type: 'plan',
  cut: 'cost',
  bands: 2,
  hosts: 2,
  expected: 9,
  even: 14,
  seconds: 10.8,
});

/** Two hosts, one of which has failed once and helped once. */
export const joblog = [
  jobLine(),
  attemptLine('1-300', 'pi2', [0, 2], { reason: 'timed out, after 2 s' }),
  attemptLine('1-300', 'pi1', [0, 5], { attempt: 2, cut: '1-400' }),
  blocksLine('pi1', [6, 8]),
  attemptLine('301-600', 'pi2', [2.5, 10]),
  planLine,
  phasesLine(0.25, 10, 0.75),
].join('');

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 28, 12) + seconds * 1_000).toISOString();
}

function encode(facts: object): string {
  return `${JSON.stringify(facts)}\n`;
}
