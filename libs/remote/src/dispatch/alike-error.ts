import { alikeCode, type AttemptEnded, faultOf, hostNameOf, TdError } from '@task-distributor/band';
import type { AdviceOn } from './dispatch-options.ts';

/**
 * `all 6 hosts: REASON; ADVICE` for attempts that have failed alike, one or more on each host.
 * @param attempts at least one
 * @param hosts number of all hosts, tried or not
 * @param adviceOn what the renderer advises about a code
 */
export function alikeError(attempts: readonly AttemptEnded[], hosts: number, adviceOn: AdviceOn): TdError {
  const [first] = attempts as [AttemptEnded];
  const tried = new Set(attempts.map(({ host }) => host)).size;
  const reasons = new Set(attempts.map(commonReason));
  const { code = '' } = first.outcome;
  const advice = faultOf(code)?.advice?.(tried) ?? adviceOn(code);
  const where = [whichHosts(tried, hosts), ...(tried === 1 || reasons.size > 1 ? [first.host] : [])];
  const reason = advice === null ? ownReason(first) : `${commonReason(first).replace(/\.$/, '')}; ${advice}`;
  return new TdError(`${where.filter(Boolean).join(', such as ')}: ${reason}`, { code: alikeCode });
}

function whichHosts(tried: number, hosts: number): string {
  if (tried === 1) return '';
  return tried === hosts ? `all ${hosts} hosts` : `all ${tried} hosts that were tried`;
}

/** The reason without the advice, which names the host. */
function commonReason(attempt: AttemptEnded): string {
  return ownReason(attempt).split('; try: ')[0]!;
}

/** The reason without the host before it, and without the shell that gives it. */
function ownReason({ host, outcome }: AttemptEnded): string {
  const reason = outcome.reason ?? '';
  const prefix = `${hostNameOf(host)}: `;
  const own = reason.startsWith(prefix) ? reason.slice(prefix.length) : reason;
  return own.replace(/^[\w/-]*sh: (line )?(\d+: )?/, '');
}
