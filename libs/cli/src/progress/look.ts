import { styleText } from 'node:util';
import type { Look } from './frame-lines.ts';
import type { HostStatus } from './host-rows.ts';

/** Few colours, and none with NO_COLOR; blocks as bars where the terminal has them. */
export function lookFor(env: NodeJS.ProcessEnv): Look {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const [full, empty] = /utf-?8/i.test(locale) ? ['█', '░'] : ['#', '-'];
  const isPlain = Boolean(env['NO_COLOR']);
  const paint = (status: HostStatus, text: string): string => {
    const color = colors[status];
    return isPlain || color === null ? text : styleText(color, text, { validateStream: false });
  };
  return { full, empty, paint };
}

const colors: Record<HostStatus, 'red' | 'yellow' | 'dim' | null> = {
  lost: 'red',
  quarantined: 'red',
  retrying: 'yellow',
  idle: 'dim',
  rendering: null,
  sending: null,
  helping: null,
};
