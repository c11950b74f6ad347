/** The median; of an even number of values, the upper one of the two in the middle. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** @param rows arrays of strings, the first with the column heads */
export function printTable(title, rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  console.log(`\n${title}\n`);
  for (const row of rows) {
    console.log(
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('   '),
    );
  }
}

/** Like `printTable`, as Markdown. */
export function printMarkdown(title, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const [head, ...others] = rows;
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'));
  console.log(`\n${title}\n\n${[head, rule, ...others].map(line).join('\n')}`);
}
