/**
 * The words of a command line: argv`-n 2 -p ${folder}`. Spaces in the template separate words; an interpolated value is
 * (part of) one word, whatever it contains; an interpolated array becomes as many words as it has.
 */
export function argv(
  { raw }: TemplateStringsArray,
  ...values: (string | number | readonly string[])[]
): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (const [i, text] of raw.entries()) {
    for (const [, space, letters] of text.matchAll(/(\s+)|(\S+)/g)) {
      if (space !== undefined && word !== null) words.push(word);
      word = space === undefined ? `${word ?? ''}${letters}` : null;
    }
    const value = values[i];
    if (Array.isArray(value)) words.push(...(value as string[]));
    else if (value !== undefined) word = `${word ?? ''}${value as string | number}`;
  }
  return word === null ? words : [...words, word];
}
