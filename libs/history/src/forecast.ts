import type { BandBook } from './band-book.ts';
import type { TrackedBand } from './band-state.ts';
import type { HostBook } from './host-book.ts';
import type { TrackedHost } from './host-state.ts';
import { type Lane, secondsUntilFilled } from './lanes.ts';

/** Seconds. */
export interface Forecast {
  readonly least: number;
  readonly most: number;
}

interface Facts {
  readonly now: number;
  /** Whether running bands can be cut short; null = unknown. */
  readonly splits: boolean | null;
  readonly expectedSeconds: number | null;
  /** Maximum number of workers at the same time. */
  readonly mostWorkers: number;
}

/**
 * How long the job will take: at least, if the work that is left is spread over all hosts until the end; at most, if every running band
 * ends on its host. Where bands can be cut short, it is the former and a bit.
 * @returns null = nothing is known, or no host is left
 */
export function forecast(bands: BandBook, hosts: HostBook, facts: Facts): Forecast | null {
  const inUse = [...hosts.hosts.values()].filter(({ isInUse, bands }) => isInUse || bands.size > 0);
  const usual = usualPace(inUse, bands, hosts, facts);
  if (usual === null) return inUse.length === 0 ? null : afterAll(bands);
  if (inUse.length === 0) return null;
  const launch = hosts.launchSeconds ?? usualLaunch;
  const all = inUse.flatMap((host) => lanesOf(host, bands, { usual, launch, now: facts.now }));
  // Those that run something count first.
  const lanes = all
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, Math.max(bands.running.size, facts.mostWorkers));
  const { waiting } = bands;
  // An idle host without waiting bands does something only if running bands are cut short for it.
  const working =
    facts.splits === false && waiting.bands === 0 ? lanes.filter(({ seconds }) => seconds > 0) : lanes;
  const pace = sum(lanes.map((lane) => lane.pace));
  const meanPace = pace / Math.max(1, lanes.length);
  const work = waiting.work + unseenWork(bands) + waiting.bands * launch * meanPace;
  const longest = Math.max(0, ...working.map(({ seconds }) => seconds));
  const even = (work + sum(working.map((lane) => lane.pace * lane.seconds))) / Math.max(pace, 1e-9);
  const filled = waiting.bands === 0 ? longest : Math.max(longest, secondsUntilFilled(lanes, work));
  const lastBand = waiting.bands === 0 ? 0 : waiting.work / waiting.bands / meanPace;
  const ends = { even, longest, filled, lastBand, launch };
  return widened(rangeOf(ends, facts.splits), bands, facts);
}

interface Ends {
  readonly even: number;
  readonly longest: number;
  readonly filled: number;
  readonly lastBand: number;
  readonly launch: number;
}

function rangeOf({ even, longest, filled, lastBand, launch }: Ends, splits: boolean | null): Forecast {
  const whole = filled + lastBand / 2;
  if (splits === false) return { least: Math.max(longest, filled), most: whole };
  const least = Math.min(even, filled);
  if (splits === null) return { least, most: whole };
  return { least, most: Math.max(least, Math.min(whole, even * 1.1 + 3 * launch)) };
}

/** What is not known yet makes the range wider. */
function widened({ least, most }: Forecast, { totals, work, height }: BandBook, facts: Facts): Forecast {
  const left = 1 - totals.rowsDone / Math.max(1, totals.rows, height);
  const { base, more } = (facts.splits === false ? onOneHost : onAll)[
    work.isEstimated ? 'estimated' : 'unknown'
  ];
  const unsure = base + more * left;
  return { least: least * (1 - unsure), most: most * (1 + unsure) + finishing };
}

/** Of bands that have not come yet: rows like those that have. */
function unseenWork({ unseenRows, work, height }: BandBook): number {
  return unseenRows === 0 ? 0 : (work.upTo(height) * unseenRows) / height;
}

/** All that is known has been rendered: only the image is still to be put together. */
function afterAll({ totals, unseenRows }: BandBook): Forecast | null {
  return totals.bands > 0 && totals.bandsDone === totals.bands && unseenRows === 0
    ? { least: 0, most: finishing }
    : null;
}

/** Work a second of a host of weight 1; null = unknown. */
function usualPace(
  inUse: readonly TrackedHost[],
  { totals, work, height }: BandBook,
  { launchSeconds }: HostBook,
  { expectedSeconds: expected, mostWorkers }: Facts,
): number | null {
  const seconds = sum(inUse.map(({ pace, weight }) => pace.seconds * weight));
  if (seconds >= leastSeconds) return sum(inUse.map(({ pace }) => pace.work)) / seconds;
  const weights = Math.min(mostWorkers, sum(inUse.map(({ weight }) => weight)));
  if (expected === null || weights === 0) return null;
  return (
    work.upTo(Math.max(height, totals.rows)) /
    Math.max(0.5 * expected, expected - (launchSeconds ?? usualLaunch)) /
    weights
  );
}

function lanesOf(
  host: TrackedHost,
  bands: BandBook,
  { usual, launch, now }: { usual: number; launch: number; now: number },
): Lane[] {
  const { pace, weight } = host;
  const perSecond = (pace.work + trust * usual * weight) / (pace.seconds + trust);
  const running = [...host.bands].filter(({ isRunning }) => isRunning);
  if (running.length === 0) return [{ seconds: 0, pace: perSecond }];
  const share = perSecond / running.length;
  return running.map((band) => ({
    pace: share,
    seconds: secondsOf(band, bands, { pace: share, launch, now }),
  }));
}

function secondsOf(
  band: TrackedBand,
  bands: BandBook,
  { pace, launch, now }: { pace: number; launch: number; now: number },
): number {
  const work = bands.workOf(band);
  if (band.tracedFrom === null) {
    const waited = (now - band.startedAt) / 1_000;
    return work / pace + Math.max(launch - waited, 0.3 * waited);
  }
  // A percentage may be about to change.
  const unseen = Math.min((pace * (now - band.progressedAt)) / 1_000, work / Math.max(1, 100 - band.percent));
  return (work - unseen) / pace;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Seconds of a renderer's start, until one has been seen. */
const usualLaunch = 1.5;
/** Seconds of tracing after which a host's own pace counts as much as that of all. */
const trust = 4;
const leastSeconds = 1;
/** Seconds from the last part to the image. */
const finishing = 0.5;
/** How far costs of rows that are left are off: the sum of all bands. */
const onAll = { estimated: { base: 0.08, more: 0.12 }, unknown: { base: 0.2, more: 0.3 } };
/** The same for the band that ends last, which nobody can help. */
const onOneHost = { estimated: { base: 0.25, more: 0.2 }, unknown: { base: 0.35, more: 0.25 } };
