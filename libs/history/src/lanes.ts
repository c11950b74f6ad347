/** What works on one band after the other. */
export interface Lane {
  /** Until it is free. */
  readonly seconds: number;
  /** Work a second. */
  readonly pace: number;
}

/** When the lanes have done this work, too, if each takes some of it as soon as it is free. */
export function secondsUntilFilled(lanes: readonly Lane[], work: number): number {
  const byEnd = [...lanes].sort((a, b) => a.seconds - b.seconds);
  let [pace, done] = [0, 0];
  for (const [i, lane] of byEnd.entries()) {
    pace += lane.pace;
    done += lane.pace * lane.seconds;
    const end = (work + done) / pace;
    if (end <= (byEnd[i + 1]?.seconds ?? Infinity)) return end;
  }
  return 0;
}
