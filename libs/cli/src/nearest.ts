import distance from 'damerau-levenshtein';

/**
 * What somebody has probably meant by a word.
 * @param meanings by the words that there are; several may mean the same
 * @returns one meaning, or two that are equally near; empty if nothing is near, or too much
 */
export function nearest(word: string, meanings: ReadonlyMap<string, string>): readonly string[] {
  const plain = plainOf(word);
  const near = [...meanings].map(([text, meaning]) => ({
    meaning,
    steps: distance(plain, plainOf(text)).steps,
  }));
  const fewest = Math.min(...near.map(({ steps }) => steps));
  if (fewest <= mostSteps(plain)) {
    return few(near.filter(({ steps }) => steps === fewest).map(({ meaning }) => meaning));
  }
  if (plain.length < 2) return [];
  return few([...meanings].flatMap(([text, meaning]) => (plainOf(text).startsWith(plain) ? [meaning] : [])));
}

/** `accept_new` and `acceptNew` are `accept-new`. */
function plainOf(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

/** More would find something for any word. */
function mostSteps({ length }: string): number {
  if (length < 2) return 0;
  return length <= 4 ? 1 : 2;
}

function few(meanings: readonly string[]): readonly string[] {
  const different = [...new Set(meanings)];
  return different.length > 2 ? [] : different;
}
