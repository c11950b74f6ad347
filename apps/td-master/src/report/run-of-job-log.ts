import { isBand } from '@task-distributor/band';
import { type JoblogJob, JoblogLines } from '@task-distributor/cli';
import type { TimedEvent } from '@task-distributor/history';
import { type LogPosition, readJobLog } from '@task-distributor/lockfile';
import { readJoblog, type Run } from '@task-distributor/report';

/**
 * The run of the job in a folder, from the log that is kept there.
 * @param job ID of the job that the folder has now; null = not known
 * @returns null if there is no log of that job
 */
export async function runOfJobLog(folder: string, job: string | null): Promise<Run | null> {
  const events = await readAll(folder);
  const opening = events.find(({ event }) => !isBand(event) && event.type === 'opened')?.event;
  if (opening === undefined || isBand(opening) || opening.type !== 'opened') return null;
  if (job !== null && opening.job !== job) return null;
  const lines = new JoblogLines(factsIn(events));
  const written = events.flatMap(({ event, at }) => lines.see(event, at));
  return readJoblog([...written, ...lines.end()].join(''), folder).runs.at(-1) ?? null;
}

async function readAll(folder: string): Promise<readonly TimedEvent[]> {
  const events: TimedEvent[] = [];
  let from: LogPosition | null = null;
  for (;;) {
    const piece = await readJobLog(folder, from);
    if (piece === null) return events;
    if (piece.isOther) events.length = 0;
    for (const event of piece.events) events.push(event);
    if (piece.isAtEnd) return events;
    from = piece.position;
  }
}

/** What a joblog says at its beginning, wherever it is in the log. */
function factsIn(events: readonly TimedEvent[]): JoblogJob {
  let [scene, hosts]: [string | null, readonly string[]] = [null, []];
  for (const { event } of events) {
    if (isBand(event)) continue;
    if (event.type === 'opened') scene = event.scene ?? scene;
    if (event.type === 'hosts') hosts = event.hosts.map(({ name }) => name);
  }
  return { scene, hosts, start: null };
}
