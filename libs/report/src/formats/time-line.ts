import type { RunReport } from '../report.ts';
import type { Spell } from '../run.ts';
import type { HostReport } from '../host-report.ts';
import { shownPercent, shownSeconds } from './numbers.ts';
import { at, escapeXml, type Part, partWidth, svgBar, svgText, ticksUpTo } from './svg-elements.ts';

/** Who worked when: a line for each host. null = no times are known. */
export function timeLineOf({ run, hosts }: RunReport): Part | null {
  const scale = scaleOf(run.spells, run.span);
  if (scale === null || hosts.length === 0) return null;
  const bottom = above + hosts.length * lineHeight;
  const byHost = new Map(hosts.map(({ host }, i) => [host, i]));
  return {
    height: bottom + below,
    body: [
      ...legend(run.spells),
      ...scale.ticks.flatMap((tick) => [
        `<path class="grid" d="M${at(scale.x(tick))} ${above - 4}V${bottom + 4}"/>`,
        svgText(scale.x(tick), bottom + 20, String(tick), 'middle'),
      ]),
      svgText((left + right) / 2, bottom + 40, 'seconds', 'middle'),
      ...hosts.flatMap((host, i) => hostLabels(host, above + i * lineHeight)),
      ...run.spells.flatMap((spell) => {
        const line = byHost.get(spell.host);
        return line === undefined ? [] : [barOf(spell, above + line * lineHeight, scale)];
      }),
    ],
  };
}

interface Scale {
  readonly ticks: readonly number[];
  /** Pixels for seconds since the beginning. */
  x(seconds: number): number;
  secondsOf(milliseconds: number): number;
}

function scaleOf(spells: readonly Spell[], span: RunReport['run']['span']): Scale | null {
  const moments = [
    ...spells.flatMap(({ from, to }) => [from ?? to, to]),
    ...(span ? [span.from, span.to] : []),
  ];
  if (moments.length === 0) return null;
  const first = moments.reduce((least, value) => Math.min(least, value));
  const last = moments.reduce((most, value) => Math.max(most, value));
  const ticks = ticksUpTo(Math.max((last - first) / 1_000, 0.001), 10);
  const most = ticks.at(-1)!;
  return {
    ticks,
    x: (seconds) => left + ((right - left) * seconds) / most,
    secondsOf: (milliseconds) => (milliseconds - first) / 1_000,
  };
}

function hostLabels({ host, idle }: HostReport, y: number): string[] {
  const shown = host.length > mostCharacters ? `${host.slice(0, mostCharacters - 1)}…` : host;
  const label = `<text x="${left - 10}" y="${y + 15}" text-anchor="end"><title>${escapeXml(host)}</title>${escapeXml(shown)}</text>`;
  const share = idle === null ? [] : [svgText(right + 10, y + 15, `${shownPercent(idle.share)} idle`)];
  return [label, ...share];
}

function barOf(spell: Spell, y: number, { x, secondsOf }: Scale): string {
  const { from, to, kind, reason } = spell;
  const [start, end] = [x(secondsOf(from ?? to)), x(secondsOf(to))];
  const className = reason !== null ? 'failed' : kind === 'blocks' ? 'blocks' : 'done';
  // A gap of a pixel tells a bar from the next one.
  const place = { x: start, y: y + 3, width: end - start - 1, height: lineHeight - 6 };
  return svgBar(place, className, describeSpell(spell));
}

function describeSpell({ host, rows, from, to, attempt, note, reason }: Spell): string {
  return [
    rows === null ? host : `${host}, rows ${rows.first}-${rows.last}`,
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(note === null ? [] : [note]),
    ...(from === null ? [] : [`${shownSeconds((to - from) / 1_000)} s`]),
    ...(reason === null ? [] : [`failed: ${reason}`]),
  ].join(', ');
}

/** Only what the picture has. */
function legend(spells: readonly Spell[]): string[] {
  const kinds = [
    {
      className: 'done',
      text: 'band',
      shows: (each: Spell) => each.kind === 'attempt' && each.reason === null,
    },
    {
      className: 'blocks',
      text: 'blocks for another host',
      shows: (each: Spell) => each.kind === 'blocks' && each.reason === null,
    },
    { className: 'failed', text: 'failed', shows: (each: Spell) => each.reason !== null },
  ].filter(({ shows }) => spells.some(shows));
  return kinds.flatMap(({ className, text }, i) => [
    svgBar({ x: left + i * legendWidth, y: 8, width: 14, height: 14 }, className, text),
    svgText(left + i * legendWidth + 22, 20, text),
  ]);
}

const [left, right] = [180, partWidth - 110];
const [above, below, lineHeight] = [40, 56, 22];
const legendWidth = 220;
const mostCharacters = 22;
