/** The values of a setting with type `choice`, and the sentences of its help about each, from one list. */
export function choicesOf<Name extends string>(
  texts: Readonly<Record<Name, string>>,
): { readonly choices: readonly Name[]; readonly help: string } {
  const choices = Object.keys(texts) as Name[];
  return { choices, help: choices.map((name) => `\`${name}\`: ${texts[name]}.`).join(' ') };
}
