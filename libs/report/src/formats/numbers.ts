/** Seconds for people: three digits after the point below 10 s, then fewer. `-` = not known. */
export function shownSeconds(value: number | null): string {
  if (value === null) return '-';
  if (value < 10) return value.toFixed(3);
  return value.toFixed(value < 1_000 ? 2 : 1);
}

/** A number with a fixed number of digits after the point. `-` = not known. */
export function shownNumber(value: number | null, digits: number): string {
  return value === null ? '-' : unsignedZero(value.toFixed(digits));
}

/** A share from 0 to 1. `-` = not known. */
export function shownPercent(share: number | null): string {
  return share === null ? '-' : `${unsignedZero((share * 100).toFixed(1))} %`;
}

/** A count with its noun: `1 host`, `2 hosts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function unsignedZero(text: string): string {
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text;
}
