import stringWidth from 'string-width';

/** Columns of a terminal that a text takes, without its colours. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text of exactly this width. One that is too long ends in `…`. */
export function fitText(text: string, width: number): string {
  return fit(text, width, 0);
}

/** A text of exactly this width. One that is too long has `…` in its middle: the ends of names differ more often than what is before. */
export function fitName(text: string, width: number): string {
  return fit(text, width, Math.floor((width - 1) / 2));
}

/** @param after columns that are kept at the end of a text that is too long */
function fit(text: string, width: number, after: number): string {
  const actual = widthOf(text);
  if (actual <= width) return text + ' '.repeat(width - actual);
  if (width <= 0) return '';
  const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const end = within(letters.toReversed(), after).toReversed().join('');
  const cut = `${within(letters, width - 1 - after).join('')}…${end}`;
  return cut + ' '.repeat(width - widthOf(cut));
}

/** As many letters as fit. */
function within(letters: readonly string[], width: number): string[] {
  let sum = 0;
  const over = letters.findIndex((letter) => (sum += widthOf(letter)) > width);
  return letters.slice(0, over === -1 ? letters.length : over);
}

export function fitRight(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}
