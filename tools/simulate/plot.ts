export interface PlotSeries {
  readonly name: string;
  readonly color: string;
  /** One for each category, at least 1. */
  readonly values: readonly number[];
  /** Drawn dashed. */
  readonly worst?: readonly number[];
}

export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly categories: readonly string[];
  readonly series: readonly PlotSeries[];
  /** Whether the categories are values of one thing, so that lines between them say something. */
  readonly hasLines: boolean;
}

/** An SVG with ratios to the lower bound, on a logarithmic scale. Its colours suit light and dark pages. */
export function svgOf(plot: Plot): string {
  const { title, xLabel, categories, series, hasLines } = plot;
  const highest = Math.max(...series.flatMap(({ values, worst }) => [...values, ...(worst ?? [])]));
  const top = ticks.find((tick) => tick >= highest) ?? highest;
  const x = (i: number) => round(left + ((right - left) * (i + 0.5)) / categories.length);
  const y = (value: number) => round(bottom - ((bottom - above) * Math.log(value)) / Math.log(top));
  const path = (values: readonly number[]) =>
    values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(value)}`).join('');
  const shown = ticks.filter((tick) => tick <= top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    ...shown.map((tick) => `<path class="grid" d="M${left} ${y(tick)}H${right}"/>`),
    ...shown.map((tick) => text(left - 8, y(tick) + 4, String(tick), 'end')),
    ...categories.map((name, i) =>
      hasLines
        ? text(x(i), bottom + 20, name, 'middle')
        : `<text transform="translate(${x(i) + 4} ${bottom + 14}) rotate(-45)" text-anchor="end">${escaped(name)}</text>`,
    ),
    text((left + right) / 2, hasLines ? bottom + 48 : height - 8, xLabel, 'middle'),
    text(left - 34, 20, 'time / lower bound', 'start'),
    ...series.flatMap(({ color, values, worst }) => [
      ...(hasLines ? [`<path class="line" stroke="${color}" d="${path(values)}"/>`] : []),
      ...(worst === undefined ? [] : [`<path class="line worst" stroke="${color}" d="${path(worst)}"/>`]),
      ...values.map((value, i) => `<circle cx="${x(i)}" cy="${y(value)}" r="4" fill="${color}"/>`),
    ]),
    ...series.flatMap(({ name, color }, i) => [
      `<circle cx="${left + 190 + i * 120}" cy="16" r="5" fill="${color}"/>`,
      text(left + 200 + i * 120, 20, name, 'start'),
    ]),
    '</svg>\n',
  ].join('\n');
}

function text(x: number, y: number, content: string, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const [width, height] = [760, 380];
const [left, right, above, bottom] = [60, 745, 40, 290];
const ticks = [1, 1.1, 1.2, 1.5, 2, 3, 4, 6, 10, 20, 50];
const style = [
  'text{font:13px sans-serif;fill:#24292f}',
  '.grid{stroke:#8c959f;stroke-opacity:.35}',
  '.line{fill:none;stroke-width:2}',
  '.worst{stroke-width:1.2;stroke-dasharray:4 4}',
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}}',
].join('');
