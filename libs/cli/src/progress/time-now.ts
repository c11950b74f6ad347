/** Milliseconds since the epoch, of a clock that nobody sets meanwhile. */
export function timeNow(): number {
  return performance.timeOrigin + performance.now();
}
