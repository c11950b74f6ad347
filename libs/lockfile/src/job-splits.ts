// Where bands were cut short, in the job file: the first rows of what was left of them.

/** @param firsts the oldest first. If they are too many for a job file, it gets the newest */
export function encodeSplits(firsts: readonly number[]): string {
  return firsts.slice(-mostSplits).join(' ');
}

/** What is no row of an image is left out. */
export function decodeSplits(splits: string | undefined): number[] {
  return (splits ?? '')
    .split(' ')
    .filter((first) => /^[1-9]\d{0,8}$/.test(first))
    .map(Number);
}

const mostSplits = 800;
/** In characters: a job file has room for it beside its other fields. */
export const longestSplits = mostSplits * '123456789 '.length;
