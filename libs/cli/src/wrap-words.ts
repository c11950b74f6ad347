/**
 * Words in lines.
 * @param words each stays whole, also one with spaces in it
 * @param layout.width the longest line, in characters; a word that is longer stands alone
 * @param layout.indent what the lines after the first begin with
 */
export function wrapWords(
  words: readonly string[],
  { width, indent }: { readonly width: number; readonly indent: string },
): string {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line].join('\n');
}
