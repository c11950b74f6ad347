/**
 * An argument as one word of a POSIX shell's command line: whatever is in it, the program gets it as it was.
 * Single quotes take everything but themselves; a word of harmless characters stays readable without.
 * Source: POSIX.1-2017, Shell Command Language 2.2.2.
 */
export function quoteArgument(argument: string): string {
  if (/^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}

/** A program and its arguments as one command line. */
export function quoteCommand(words: readonly string[]): string {
  return words.map(quoteArgument).join(' ');
}
