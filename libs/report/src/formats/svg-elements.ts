/** Text for the inside of an element, and for an attribute in double quotes; what XML does not allow becomes a question mark. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A coordinate, to a tenth of a pixel. */
export function at(value: number): number {
  return Math.round(value * 10) / 10;
}

export type Anchor = 'start' | 'middle' | 'end';

export function svgText(x: number, y: number, text: string, anchor: Anchor = 'start'): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
}

/** A rectangle with a text that is shown when the pointer rests on it. */
export function svgBar(place: Box, className: string, title: string): string {
  const { x, y, width, height } = place;
  const size = `x="${at(x)}" y="${at(y)}" width="${at(Math.max(width, 1))}" height="${at(height)}"`;
  return `<rect class="${className}" ${size}><title>${escapeXml(title)}</title></rect>`;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, with its height in pixels. All parts are `partWidth` wide. */
export interface Part {
  readonly body: readonly string[];
  readonly height: number;
}

export const partWidth = 960;

/** Values from 0 up to at least `most`, in steps of 1, 2 or 5 times a power of ten. */
export function ticksUpTo(most: number, count: number): number[] {
  if (!(most > 0) || !Number.isFinite(most)) return [0];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => power * factor >= rough)!;
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: last + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}
