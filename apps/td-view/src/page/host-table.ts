import type { ShownHost } from '../snapshot.ts';
import { byId, element } from './by-id.ts';
import type { HostColours } from './host-colours.ts';

export function showHosts(hosts: readonly ShownHost[], colours: HostColours): void {
  byId('hosts').replaceChildren(...hosts.map((host) => rowOf(host, colours)));
}

function rowOf(
  { name, phase, rowsDone, rowsPerSecond }: ShownHost,
  colours: HostColours,
): HTMLTableRowElement {
  const row = document.createElement('tr');
  const dot = element('span', '', { class: 'dot' });
  dot.style.background = colours.of(name);
  const head = element('th', '', { scope: 'row' });
  head.append(dot, name);
  row.append(
    head,
    element('td', phase, { 'data-phase': phase }),
    element('td', String(rowsDone), { class: 'number' }),
    element('td', rowsPerSecond === null ? '–' : shortNumber(rowsPerSecond), { class: 'number' }),
  );
  return row;
}

function shortNumber(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}
