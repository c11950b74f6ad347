/** Text as roff shows it to the letter: a hyphen stays the one that options begin with, so that it can be copied. */
export function escapeRoff(text: string): string {
  return text.replaceAll(/[\\\-'`^~"]|[^\n -~]/gu, (character) => {
    return (
      glyphs[character] ?? `\\[u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`
    );
  });
}

/**
 * A paragraph of Markdown as one line of roff: code and options are bold. Where it says what to see, the page's file is named, for
 * a paragraph of a page in docs/commands; of other links only the text is left.
 */
export function roffText(markdown: string): string {
  const plain = markdown
    .replaceAll(/\bSee \[[^\]]*\]\(\.\.\/([\w-]+\.md)\)/g, 'See `docs/$1`')
    .replaceAll(/\bSee \[([^\]]*)\]\(\.\.\/([\w-]+\.md)#[^)]*\)/g, 'See $1 in `docs/$2`')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim();
  const pieces = plain.replaceAll(/\s+/g, ' ').split('`');
  return asTextLine(pieces.map((piece, i) => (i % 2 === 1 ? bold(piece) : withBoldOptions(piece))).join(''));
}

export function bold(text: string): string {
  return `\\fB${breakable(escapeRoff(text))}\\fR`;
}

export function italic(text: string): string {
  return `\\fI${escapeRoff(text)}\\fR`;
}

/** A line that begins with a dot or an apostrophe would be a request. */
export function asTextLine(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

function withBoldOptions(prose: string): string {
  return prose
    .split(/(?<![\w-])(--?[a-z][\w-]*)/)
    .map((piece, i) => (i % 2 === 1 ? bold(piece) : escapeRoff(piece)))
    .join('');
}

/** Allows a line to end within a long path or name, without a hyphen. */
function breakable(escaped: string): string {
  return escaped.replaceAll(/\S{20,}/g, (word) => word.replaceAll(/[\]/_](?=[\w[<])|\\-(?=\d)/g, '$&\\:'));
}

const glyphs: Readonly<Record<string, string>> = {
  '\\': '\\(rs',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};
