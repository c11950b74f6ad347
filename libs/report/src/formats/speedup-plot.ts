import type { Point, Series } from '../series.ts';
import { shownNumber } from './numbers.ts';
import { titleOfSeries } from './sentences.ts';
import { at, escapeXml, type Part, partWidth, svgText, ticksUpTo } from './svg-elements.ts';

/** Speedup by number of hosts, with the line that no run can be above if hosts are alike. null = no speedup is known. */
export function speedupPlotOf(all: readonly Series[]): Part | null {
  const shown = all.filter(({ points }) => points.filter(({ speedup }) => speedup !== null).length > 1);
  if (shown.length === 0) return null;
  const mostHosts = largest(shown.flatMap(({ points }) => points.map(({ hosts }) => hosts)));
  const mostSpeedup = largest(shown.flatMap(({ points }) => points.map(({ speedup }) => speedup ?? 0)));
  const [xTicks, yTicks] = [hostTicks(shown, mostHosts), ticksUpTo(Math.max(mostSpeedup, 1), 8)];
  const most = { x: mostHosts, y: yTicks.at(-1)! };
  const x = (hosts: number): number => left + ((right - left) * hosts) / most.x;
  const y = (speedup: number): number => bottom - ((bottom - above) * speedup) / most.y;
  const ideal = Math.min(most.x, most.y);
  return {
    height: bottom + 60 + (shown.length + 1) * 22,
    body: [
      ...yTicks.flatMap((tick) => [
        `<path class="grid" d="M${left} ${at(y(tick))}H${right}"/>`,
        svgText(left - 10, y(tick) + 4, String(tick), 'end'),
      ]),
      ...xTicks.map((tick) => svgText(x(tick), bottom + 20, String(tick), 'middle')),
      svgText((left + right) / 2, bottom + 40, 'hosts', 'middle'),
      svgText(left - 34, 18, 'speedup'),
      `<path class="ideal" d="M${at(x(0))} ${at(y(0))}L${at(x(ideal))} ${at(y(ideal))}"><title>speedup = hosts</title></path>`,
      ...shown.flatMap((series, i) => curve(series, i, { x, y })),
      ...shown.flatMap((series, i) => legendLine(lineClass(i), titleOfSeries(series), i)),
      ...legendLine('ideal', 'as many times faster as there are hosts', shown.length),
    ],
  };
}

interface Axes {
  x(hosts: number): number;
  y(speedup: number): number;
}

function curve({ points }: Series, index: number, { x, y }: Axes): string[] {
  const known = points.filter((point): point is Point & { speedup: number } => point.speedup !== null);
  const line = known.map(
    ({ hosts, speedup }, i) => `${i === 0 ? 'M' : 'L'}${at(x(hosts))} ${at(y(speedup))}`,
  );
  return [
    `<path class="${lineClass(index)}" d="${line.join('')}"/>`,
    ...known.map(({ hosts, speedup }) => {
      const title = `${hosts} hosts: ${shownNumber(speedup, 2)}`;
      const place = `cx="${at(x(hosts))}" cy="${at(y(speedup))}"`;
      return `<circle class="dot c${index % colours}" ${place} r="4"><title>${escapeXml(title)}</title></circle>`;
    }),
  ];
}

function legendLine(className: string, text: string, i: number): string[] {
  const y = bottom + 66 + i * 22;
  return [`<path class="${className}" d="M${left} ${y}h30"/>`, svgText(left + 40, y + 4, text)];
}

/** Where there are more lines than colours, the others are dashed. */
function lineClass(index: number): string {
  return `line c${index % colours}${index >= colours ? ' again' : ''}`;
}

/** The numbers of hosts that were measured, as far as their labels do not touch. */
function hostTicks(all: readonly Series[], most: number): number[] {
  const counts = [...new Set(all.flatMap(({ points }) => points.map(({ hosts }) => hosts)))];
  const gap = most / 20;
  const ticks: number[] = [];
  for (const count of counts.sort((a, b) => b - a)) {
    if (ticks.length === 0 || ticks.at(-1)! - count >= gap) ticks.push(count);
  }
  return ticks;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 1);
}

const [left, right, above, bottom] = [60, partWidth - 40, 36, 360];
/** As many as there are in the style. */
const colours = 6;
