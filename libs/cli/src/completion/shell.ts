/** The text of a script as it is written, but with `@{` for the `${` that a template would read itself. */
export function shell({ raw }: TemplateStringsArray): string {
  return raw.join('').replaceAll('@{', '${');
}
