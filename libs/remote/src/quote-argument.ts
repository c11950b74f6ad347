/**
 * Quotes an argument as one word of a POSIX shell's command line, so that the program gets it unchanged.
 * Single quotes protect everything except a single quote: that is put in double quotes, not after a backslash, which fish
 * reads differently. A word without special characters is not quoted.
 * Source: POSIX.1-2017, Shell Command Language 2.2.2.
 */
export function quoteArgument(argument: string): string {
  if (/^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", `'"'"'`)}'`;
}

/** A program and its arguments as one command line. */
export function quoteCommand(words: readonly string[]): string {
  const [program, ...rest] = words.map(quoteArgument);
  if (program === undefined) return '';
  // As the first word, these would be an assignment or a reserved word.
  const isSpecial = /^\w+=/.test(program) || reservedWords.has(program);
  return [isSpecial ? `'${program}'` : program, ...rest].join(' ');
}

// POSIX.1-2017, 2.4, and those of some shells only.
const reservedWords = new Set(
  `case do done elif else esac fi for if in then until while
   coproc function select time end namespace`.split(/\s+/),
);
