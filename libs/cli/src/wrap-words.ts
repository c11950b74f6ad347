/**
 * Wraps words into lines.
 * @param words are never broken, even at spaces
 * @param layout.width maximum length of a line in characters; a longer word gets its own line
 * @param layout.indent beginning of every line but the first
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
