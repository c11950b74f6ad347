import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPage, workspace } from './markdown.ts';

const { text } = readPage(join(workspace, 'docs/exactness.md'));

test('every cause has a row', () => {
  const causes = readdirSync(join(workspace, 'tools/exactness/causes'));
  expect(rowsOf('causes').map(({ scene }) => scene)).toEqual(expect.arrayContaining(causes));
});

test.each(['causes', 'scenes'])(
  'no row of the table of %s is without a warning where bands differ',
  (name) => {
    const rows = rowsOf(name);
    expect(rows.length).toBeGreaterThan(8);
    expect(rows.filter(({ exact, warned }) => !isCovered(exact, warned))).toEqual([]);
  },
);

/** With one thread, a warning that is about several threads does not come. */
function isCovered(exact: string, warned: string): boolean {
  const causes = warned === 'no' ? [] : warned.split(', ');
  if (exact === 'yes') return true;
  if (exact === 'with one thread') return causes.length > 0;
  return causes.some((cause) => !cause.endsWith('(several threads)'));
}

function rowsOf(name: string): { scene: string; exact: string; warned: string }[] {
  const [, rest = ''] = text.split(`<!-- ${name} -->`);
  const lines = rest.split(`<!-- end of ${name} -->`)[0]!.trim().split('\n');
  return lines.slice(2).map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    return { scene: cells[1]!, exact: cells[2]!, warned: cells.at(-2)! };
  });
}
