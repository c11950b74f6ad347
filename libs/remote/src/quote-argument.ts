/**
 * An argument as one word of a POSIX shell's command line: whatever is in it, the program gets it as it was.
 * Single quotes take everything but themselves; one of them stands in double quotes, not behind a backslash, which fish
 * reads differently. A word of harmless characters stays readable without.
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
  // As the first word these would be an assignment, or the shell's own.
  const isShells = /^\w+=/.test(program) || reservedWords.has(program);
  return [isShells ? `'${program}'` : program, ...rest].join(' ');
}

// POSIX.1-2017, 2.4, and those that only some shells have.
const reservedWords = new Set(
  (
    'case do done elif else esac fi for if in then until while ' + 'coproc function select time end namespace'
  ).split(' '),
);
