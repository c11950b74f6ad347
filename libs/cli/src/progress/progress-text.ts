import type { JobState } from '@task-distributor/history';

/** Whole percents of all rows; 100 only when all bands are done. */
export function percentDone({ totals, image }: JobState): number {
  const height = Math.max(totals.rows, image?.height ?? 0, 1);
  const most = totals.bands > 0 && totals.bandsDone === totals.bands && totals.rows >= height ? 100 : 99;
  return Math.max(0, Math.min(most, Math.floor((100 * totals.rowsDone) / height + 1e-6)));
}

/** `0:07`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
