import type { ShownLine } from '../snapshot.ts';
import { byId, element } from './by-id.ts';
import { formatTime } from './format-times.ts';

export function showLog(lines: readonly ShownLine[]): void {
  byId('log').replaceChildren(
    ...lines.map(({ at, text, kind }) => {
      const item = document.createElement('li');
      const time = element('time', formatTime(at), { datetime: new Date(at).toISOString() });
      item.append(time, element('span', text, { 'data-kind': kind }));
      return item;
    }),
  );
}
