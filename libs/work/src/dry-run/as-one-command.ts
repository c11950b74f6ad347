/**
 * Lines as one command: a shell reads it whole before it begins, and it ends with the first line that fails. None of them reads what the
 * shell would read next.
 */
export function asOneCommand(lines: readonly string[]): string[] {
  const last = lines.length - 1;
  return ['{', ...lines.map((line, index) => (index < last ? `${line} &&` : line)), '} < /dev/null'];
}
