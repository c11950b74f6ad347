import type { Rows } from '@task-distributor/band';

/** How a job's image was cut, in the job file: small even for thousands of bands. */
export interface JobPlan {
  /** `even` or `cost`. */
  cut: string;
  /** Numbers of rows of the bands, from the top to the bottom, separated by spaces: `60x3 57` = three of 60, one of 57. */
  rows: string;
  /** One for each band, separated by spaces; empty = bands name no host. */
  hosts: string;
  /** The job was expected to be over soon. */
  quick?: true;
}

/** A band, and the host that it names. */
export interface PlannedBand extends Rows {
  readonly host: string | null;
}

/**
 * The plan of bands that cover an image, from the top to the bottom; null = it would be too long for a job file.
 * @param isQuick whether the job is expected to be over soon
 */
export function encodePlan(cut: string, bands: readonly PlannedBand[], isQuick = false): JobPlan | null {
  const runs: { size: number; count: number }[] = [];
  for (const { first, last } of bands) {
    const size = last - first + 1;
    if (runs.at(-1)?.size === size) runs.at(-1)!.count += 1;
    else runs.push({ size, count: 1 });
  }
  const rows = runs.map(({ size, count }) => (count === 1 ? `${size}` : `${size}x${count}`)).join(' ');
  const hosts = bands.some(({ host }) => host === null) ? '' : bands.map(({ host }) => host).join(' ');
  if (rows.length > longestPlan) return null;
  return {
    cut,
    rows,
    hosts: hosts.length > longestPlan ? '' : hosts,
    ...(isQuick ? { quick: true } : {}),
  };
}

/** The bands of a plan; null = it is not one of an image of that height. */
export function decodePlan({ rows, hosts }: JobPlan, height: number): PlannedBand[] | null {
  const names = hosts === '' ? [] : hosts.split(' ');
  const bands: PlannedBand[] = [];
  let last = 0;
  for (const run of rows.split(' ')) {
    const [, size, count = '1'] = /^([1-9]\d{0,8})(?:x([1-9]\d{0,8}))?$/.exec(run) ?? [];
    if (size === undefined || last + Number(size) * Number(count) > height) return null;
    for (let i = 0; i < Number(count); i++) {
      bands.push({ first: last + 1, last: last + Number(size), host: names[bands.length] ?? null });
      last += Number(size);
    }
  }
  return last === height ? bands : null;
}

/** In characters, of `rows` and of `hosts`: a job file has room for both. */
export const longestPlan = 16_000;
