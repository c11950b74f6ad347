/** The words that run a command as a user to whom files can be forbidden: root becomes nobody. */
export function asNobody(words: readonly string[]): [string, ...string[]] {
  const [program = '', ...args] = words;
  if (process.getuid?.() !== 0) return [program, ...args];
  return ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', program, ...args];
}
