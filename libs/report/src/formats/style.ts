/** Colours of pictures and pages, for light and for dark. Texts have a contrast of at least 7 to 1. */
export const colourStyle = [
  ':root{--ink:#1f2328;--quiet:#4b535d;--paper:#ffffff;--rule:#d0d7de;',
  '--done:#3b78c3;--blocks:#c98a00;--failed:#c6362c;',
  '--c0:#3b78c3;--c1:#c98a00;--c2:#2c8a57;--c3:#8e5bc4;--c4:#c6362c;--c5:#3a8f9c}',
  '@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--quiet:#b3bcc6;--paper:#0d1117;--rule:#3d444d;',
  '--done:#6aa5ec;--blocks:#e3b341;--failed:#f4736b;',
  '--c0:#6aa5ec;--c1:#e3b341;--c2:#56c288;--c3:#bb8df0;--c4:#f4736b;--c5:#62c4d2}}',
].join('');

/** Of the elements in a picture. */
export const pictureStyle = [
  'svg text{font:13px system-ui,sans-serif;fill:var(--ink)}',
  'svg .heading{font-weight:600;font-size:15px}',
  '.grid{stroke:var(--rule);fill:none}',
  '.done{fill:var(--done)}.blocks{fill:var(--blocks)}.failed{fill:var(--failed)}',
  '.line{fill:none;stroke-width:2}.ideal{fill:none;stroke:var(--quiet);stroke-dasharray:2 4}.again{stroke-dasharray:9 4}',
  ...[0, 1, 2, 3, 4, 5].map((i) => `.line.c${i}{stroke:var(--c${i})}.dot.c${i}{fill:var(--c${i})}`),
].join('');
