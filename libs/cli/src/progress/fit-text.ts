import stringWidth from 'string-width';

/** Columns of a terminal that a text takes, without its colours. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text of exactly this width. One that is too long ends in `…`. */
export function fitText(text: string, width: number): string {
  const actual = widthOf(text);
  if (actual <= width) return text + ' '.repeat(width - actual);
  let cut = '';
  let cutWidth = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const next = widthOf(segment);
    if (cutWidth + next > width - 1) break;
    cut += segment;
    cutWidth += next;
  }
  return width <= 0 ? '' : `${cut}…${' '.repeat(width - 1 - cutWidth)}`;
}

export function fitRight(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}
