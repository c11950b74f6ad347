/**
 * The quoted string that begins at an index of a text; null = there is none. Without a closing quote, it goes to the end of the
 * text, as in POV-Ray.
 * @returns its text without quotes, and the index after it
 */
export function quotedText(text: string, start: number): { quoted: string; next: number } | null {
  const quote = text.charAt(start);
  if (quote !== '"' && quote !== "'") return null;
  const end = text.indexOf(quote, start + 1);
  if (end === -1) return { quoted: text.slice(start + 1), next: text.length };
  return { quoted: text.slice(start + 1, end), next: end + 1 };
}
