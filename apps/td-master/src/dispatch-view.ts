import { type Band, isBand, type JobEvent, type Observer } from '@task-distributor/band';

/**
 * Shows the events of td-dispatch, to which nothing comes after `ended`: there, a band whose worker has succeeded is done. Shows nothing before
 * the first band.
 * @param isListed whether the user has listed hosts; otherwise, only those of bands are shown
 */
export function dispatchView(display: Observer, isListed: boolean): Observer {
  let held: JobEvent[] | null = [];
  return {
    see: (event) => {
      const shown = isBand(event) ? shownBand(event) : shownEvent(event, isListed);
      if (shown === null) return;
      if (held !== null && !isAboutBand(event)) return void held.push(shown);
      for (const earlier of held ?? []) display.see(earlier);
      held = null;
      display.see(shown);
    },
    end: () => display.end?.(),
  };
}

function isAboutBand(event: JobEvent): boolean {
  return isBand(event) || event.type === 'queued';
}

/** A band that is reported as done has been reported as ended before. */
function shownBand(band: Band): Band | null {
  if (band.state === 'done') return null;
  return band.state === 'ended' ? { ...band, state: 'done' } : band;
}

function shownEvent(event: Exclude<JobEvent, Band>, isListed: boolean): JobEvent {
  return event.type === 'hosts' && !isListed ? { ...event, hosts: [] } : event;
}
