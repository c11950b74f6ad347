/** Moments of a job, in milliseconds of one clock. */
export interface Moments {
  readonly start: number;
  /** The lockfile was created. */
  readonly opened: number;
  /** The last band was done. */
  readonly rendered: number;
  readonly end: number;
}

/**
 * The original's last three lines, in its columns: a public analysis script reads field 9 of the lines with `1st` and
 * `2nd`, and field 8 of the line with `parallel`.
 */
export function timingLines({ start, opened, rendered, end }: Moments): string {
  return [
    `Required time to process the 1st sequential part:    ${seconds(start, opened)}s\n`,
    `Required time to process the parallel part:          ${seconds(opened, rendered)}s\n`,
    `Required time to process the 2nd sequential part:    ${seconds(rendered, end)}s\n`,
  ].join('');
}

/** Three decimal places, truncated like the output of bc in the original. */
function seconds(from: number, to: number): string {
  return (Math.floor(Math.max(0, to - from)) / 1_000).toFixed(3);
}
