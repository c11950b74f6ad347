import { linkAbort, TdError } from '@task-distributor/band';
import type { HostAddress } from '@task-distributor/remote';
import type { Size } from '../probe-size.ts';
import { type Measured, type Member, teamOf } from './host-team.ts';
import { type HostsContext, measureOnHost } from './measure-on-host.ts';
import { reasonOf } from './reason-of.ts';

/**
 * Lets all hosts render the same copy, to see how fast they are.
 * @returns those that have
 * @throws TdError with the reasons if none has
 */
export async function measureAll(
  context: HostsContext,
  hosts: readonly HostAddress[],
  size: Size,
  signal: AbortSignal,
): Promise<readonly Member[]> {
  const stop = linkAbort(signal);
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1_000;
  let late: NodeJS.Timeout | undefined;
  const failures = new Map<HostAddress, unknown>();
  const tryHost = async (address: HostAddress): Promise<Measured[]> => {
    try {
      const small = { size, rows: { first: 1, last: size.height } };
      const report = await measureOnHost(context, address, small, stop.signal);
      const wallSeconds = elapsed();
      const limit = patienceSeconds + 4 * wallSeconds;
      late ??= setTimeout(() => stop.abort(tooLate(wallSeconds + limit)), 1_000 * limit);
      return [{ address, report, wallSeconds }];
    } catch (error) {
      signal.throwIfAborted();
      failures.set(address, error);
      return [];
    }
  };
  const measured = await Promise.all(hosts.map(tryHost)).finally(() => {
    clearTimeout(late);
    stop.unlink();
  });
  const members = teamOf(measured.flat());
  // In the order of the hosts, whichever failed first.
  const failed = hosts
    .filter((host) => failures.has(host))
    .map((host) => [host, failures.get(host)] as const);
  if (members.length === 0) throw allFailed(failed);
  for (const [host, error] of failed) context.warn(`${reasonOf(error, host)}; the probe goes on without it`);
  return members;
}

function allFailed(failures: readonly (readonly [HostAddress, unknown])[]): TdError {
  const reasons = failures.map(([host, error]) => reasonOf(error, host));
  const same = new Set(failures.map(([, error]) => (error as TdError).message));
  const isAlike = reasons.length > 1 && same.size === 1;
  const message = isAlike ? `all ${reasons.length} hosts: ${[...same][0]}` : reasons.join('; ');
  return new TdError(message, { code: 'E_RENDER' });
}

/** For hosts that are much slower than the first one. */
export const patienceSeconds = 15;

export function tooLate(seconds: number): TdError {
  return new TdError(`no answer to the probe in ${Math.round(seconds)} s`, { code: 'E_RENDER' });
}
