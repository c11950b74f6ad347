import type { ShownHost, ShownSpell } from '../snapshot.ts';
import { byId, svg } from './by-id.ts';
import { formatDuration } from './format-times.ts';
import type { HostColours } from './host-colours.ts';

/** Who worked when: a line for each host. */
export class TimeLine {
  readonly #colours: HostColours;
  readonly #box = byId('time');

  constructor(colours: HostColours) {
    this.#colours = colours;
  }

  /** @param end the right end, in ms since the epoch */
  draw(hosts: readonly ShownHost[], start: number, end: number): void {
    const width = this.#box.clientWidth;
    if (width === 0) return;
    const layout = layoutOf(hosts, width, start, end);
    const height = hosts.length * layout.line + axisHeight;
    const picture = svg('svg', { width, height, role: 'img', 'aria-label': describe(hosts, end - start) });
    picture.append(failedPattern(), ...axisOf(layout, height));
    for (const [i, host] of hosts.entries()) picture.append(...this.#lineOf(host, i * layout.line, layout));
    this.#box.replaceChildren(picture);
  }

  #lineOf(host: ShownHost, y: number, layout: Layout): SVGElement[] {
    const fill = this.#colours.of(host.name);
    const middle = y + layout.line / 2;
    const idle = svg('line', { class: 'axis', x1: layout.left, x2: layout.right, y1: middle, y2: middle });
    const label = layout.hasLabels
      ? [svg('text', { class: 'label', x: 0, y: middle + 4 }, shorten(host.name, layout.left))]
      : [];
    return [idle, ...label, ...host.spells.flatMap((spell) => spellOf(spell, y, layout, fill))];
  }
}

interface Layout {
  /** Height of a host's line. */
  readonly line: number;
  readonly hasLabels: boolean;
  readonly left: number;
  readonly right: number;
  readonly start: number;
  readonly end: number;
}

function layoutOf(hosts: readonly ShownHost[], width: number, start: number, end: number): Layout {
  const line = hosts.length <= 24 ? 24 : hosts.length <= 80 ? 14 : 6;
  const hasLabels = line >= 14;
  const longest = Math.max(0, ...hosts.map(({ name }) => name.length));
  const left = hasLabels ? Math.min(7.5 * longest + 12, 0.3 * width) : 0;
  return { line, hasLabels, left, right: width - 1, start, end: Math.max(end, start + 1000) };
}

function xOf(at: number, { left, right, start, end }: Layout): number {
  return left + ((right - left) * (Math.min(end, Math.max(start, at)) - start)) / (end - start);
}

function spellOf(spell: ShownSpell, y: number, layout: Layout, fill: string): SVGElement[] {
  const { from, to, kind, outcome } = spell;
  const x = xOf(from, layout);
  const width = Math.max(1, xOf(to ?? layout.end, layout) - x - 0.5);
  const inner = layout.line - (layout.hasLabels ? 6 : 1);
  const height = kind === 'blocks' ? inner / 2 : inner;
  const box = { x, y: y + (layout.line - height) / 2, width, height, rx: 1.5 };
  const isFailed = outcome === 'failed';
  const bar = svg('rect', {
    ...box,
    ...(outcome === 'stopped'
      ? { fill: 'none', stroke: fill, 'stroke-dasharray': '3 2' }
      : { fill: isFailed ? 'url(#failed)' : fill }),
    opacity: outcome === 'running' ? 0.45 : 1,
  });
  bar.append(svg('title', {}, titleOf(spell)));
  if (outcome !== 'split') return [bar];
  return [bar, svg('rect', { ...box, x: x + width - 2, width: 2, rx: 0, fill: 'currentColor' })];
}

function titleOf({ first, last, kind, attempt, from, to, outcome, reason }: ShownSpell): string {
  const what = kind === 'blocks' ? `blocks of rows ${first}-${last}` : `rows ${first}-${last}`;
  const nth = attempt > 1 ? `, attempt ${attempt}` : '';
  const took = to === null ? '' : `, ${formatDuration(to - from)}`;
  return `${what}${nth}: ${outcomeTexts[outcome]}${took}${reason === null ? '' : `: ${reason}`}`;
}

const outcomeTexts: Readonly<Record<ShownSpell['outcome'], string>> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  split: 'rows given away',
  stopped: 'stopped with the job',
};

function axisOf(layout: Layout, height: number): SVGElement[] {
  const { start, end, left, right } = layout;
  const step = stepOf(end - start, Math.max(2, (right - left) / 110));
  const ticks = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => i * step);
  return ticks.flatMap((tick) => {
    const x = xOf(start + tick, layout);
    const text = svg(
      'text',
      { x: Math.min(x, right - 2), y: height - 4, 'text-anchor': x > right - 40 ? 'end' : 'start' },
      formatDuration(tick),
    );
    return [svg('line', { class: 'axis', x1: x, x2: x, y1: 0, y2: height - axisHeight + 4 }), text];
  });
}

/** A round step of time, so that there are at most so many. */
function stepOf(milliseconds: number, most: number): number {
  const round = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];
  const least = milliseconds / 1000 / most;
  return 1000 * (round.find((step) => step >= least) ?? 86_400 * Math.ceil(least / 86_400));
}

function failedPattern(): SVGElement {
  const pattern = svg('pattern', {
    id: 'failed',
    width: 4,
    height: 4,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  });
  pattern.append(svg('rect', { width: 2, height: 4, fill: 'var(--bad)' }));
  return pattern;
}

function describe(hosts: readonly ShownHost[], milliseconds: number): string {
  const spells = hosts.flatMap((host) => host.spells);
  const count = (outcome: string): number => spells.filter((spell) => spell.outcome === outcome).length;
  return `${hosts.length} hosts in ${formatDuration(milliseconds)}: ${count('done')} stretches of work finished, ${count('failed')} failed, ${count('split')} cut short, ${count('stopped')} stopped, ${count('running')} running`;
}

function shorten(name: string, width: number): string {
  const most = Math.floor((width - 8) / 7.2);
  return name.length <= most ? name : `${name.slice(0, Math.max(1, most - 1))}…`;
}

const axisHeight = 24;
