import { type Band, stopsJob, TdError } from '@task-distributor/band';

/** Bands that are left when an error stops the whole job, as failed: the next command would wait for them. */
export function givenUp(bands: readonly Band[], { reason }: AbortSignal): Band[] {
  if (!(reason instanceof TdError) || !stopsJob(reason.code)) return [];
  return bands.map((band) => ({ ...band, state: 'failed', info: reason.message, code: reason.code }));
}
