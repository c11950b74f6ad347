import { expect, test } from 'vitest';
import { escapeRoff, roffText } from '../../src/man/roff.ts';

test.each([
  ['--hosts a\\b', '\\-\\-hosts a\\(rsb'],
  [`it's "x" ~ ^ \``, 'it\\(aqs \\(dqx\\(dq \\(ti \\(ha \\(ga'],
  ['ü 🙂', '\\[u00FC] \\[u1F642]'],
])('%s is escaped', (text, roff) => {
  expect(escapeRoff(text)).toBe(roff);
});

test.each([
  [
    'See `a b` and --json, not well-known -p.',
    'See \\fBa b\\fR and \\fB\\-\\-json\\fR, not well\\-known \\fB\\-p\\fR.',
  ],
  ['The [`x` page](../x.md#y).\n  Next', 'The \\fBx\\fR page. Next'],
  ['See [x](../x.md) for y.', 'See \\fBdocs/x.md\\fR for y.'],
  ['See [the `y` of x](../x.md#y).', 'See the \\fBy\\fR of x in \\fBdocs/x.md\\fR.'],
  ['.td-job.json', '\\&.td\\-job.json'],
  ['`/opt/povray/share/povray-3.7`', '\\fB/\\:opt/\\:povray/\\:share/\\:povray\\-\\:3.7\\fR'],
])('%s becomes a line of roff', (markdown, roff) => {
  expect(roffText(markdown)).toBe(roff);
});
