import { type Band, describeBand, InputError } from '@task-distributor/band';
import { type HostAddress, type Launcher, parseHostAddress } from '@task-distributor/remote';
import type { HostsPlan } from '../plans.ts';

export interface PlacedBand {
  readonly band: Band;
  readonly host: HostAddress;
}

/** Gives each band that names no host the next host of the list. @throws InputError if there is none */
export function placeBands(
  bands: readonly Band[],
  { listed }: Pick<HostsPlan, 'listed'>,
  { home }: Pick<Launcher, 'home'>,
): PlacedBand[] {
  const free = listed.length > 0 ? listed : home === null ? [] : [home];
  let next = 0;
  return bands.map((band) => {
    if (band.host !== null) return { band, host: parseHostAddress(band.host) };
    const taken = free[next++ % free.length];
    if (taken === undefined)
      throw new InputError(`${describeBand(band)}: Expected a host, or --hosts, got neither`);
    return { band, host: taken.address };
  });
}
