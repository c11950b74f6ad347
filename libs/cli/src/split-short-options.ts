import type { Definition } from 'clipanion';

/**
 * The same words, with short options as getopts takes them written apart, since the original's users write them so:
 * `-n4` becomes `-n 4`, `-fc` becomes `-f -c`, `-cp/path` becomes `-c -p /path`. A value that stands by itself is left.
 */
export function splitShortOptions(
  words: readonly string[],
  { options }: Pick<Definition, 'options'>,
): string[] {
  const takesValue = new Map(
    options.flatMap(({ definition }) => {
      const [names = '', value] = definition.split(' ');
      return names.split(',').map((name): [string, boolean] => [name, value !== undefined]);
    }),
  );
  const split: string[] = [];
  let isValue = false;
  for (const word of words) {
    const parts: string[] = isValue || !/^-[A-Za-z]./.test(word) ? [word] : splitWord(word, takesValue);
    split.push(...parts);
    isValue = !isValue && takesValue.get(parts.at(-1)!) === true;
  }
  return split;
}

/** A word with a letter that is no option stays as it is, to be refused as the user wrote it. */
function splitWord(word: string, takesValue: ReadonlyMap<string, boolean>): string[] {
  const parts: string[] = [];
  for (let i = 1; i < word.length; i += 1) {
    const option = `-${word[i]!}`;
    const withValue = takesValue.get(option);
    if (withValue === undefined) return [word];
    parts.push(option);
    if (withValue && i + 1 < word.length) return [...parts, word.slice(i + 1)];
  }
  return parts;
}
