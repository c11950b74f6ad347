import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CommandName, commands } from '../src/settings/commands.ts';
import { commandSpec } from '../src/settings/command-spec.ts';
import { splitWords } from '../src/split-words.ts';
import { namesOf } from '../src/unknown-option.ts';

const messageOf = (words: readonly string[], command: CommandName): string => {
  try {
    splitWords(words, commandSpec(command));
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
};

test.each([
  ['td-master', '--host', 'Unknown option "--host": did you mean --hosts?'],
  ['td-master', '--host=a,b', 'Unknown option "--host=a,b": did you mean --hosts=a,b?'],
  ['td-master', '-hosts', 'Unknown option "-hosts": did you mean --hosts?'],
  ['td-master', '--width', 'Unknown option "--width": did you mean -x?'],
  ['td-master', '--width=80', 'Unknown option "--width=80": did you mean -x 80?'],
  ['td-master', '--height', 'Unknown option "--height": did you mean -y?'],
  ['td-master', '--output', 'Unknown option "--output": did you mean -o?'],
  ['td-master', '--folder', 'Unknown option "--folder": did you mean -p?'],
  ['td-master', '--x', 'Unknown option "--x": did you mean -x?'],
  ['td-master', '-X', 'Unknown option "-X": did you mean -x?'],
  ['td-master', '--timout', 'Unknown option "--timout": did you mean --timeout?'],
  ['td-master', '--time', 'Unknown option "--time": did you mean --timeout?'],
  ['td-master', '--nosplit', 'Unknown option "--nosplit": did you mean --no-split?'],
  ['td-master', '--accept_new', 'Unknown option "--accept_new": did you mean --accept-new?'],
  ['td-master', '--acceptNew', 'Unknown option "--acceptNew": did you mean --accept-new?'],
  ['td-master', '--hlep', 'Unknown option "--hlep": did you mean --help?'],
  ['td-master', '--force', 'Unknown option "--force": did you mean -f?'],
  ['td-master', '--bands', 'Unknown option "--bands": did you mean -n?'],
  ['td-master', '-D', 'Unknown option "-D"; if it is for the renderer: -- -D'],
  ['td-wait', '-D', 'Unknown option "-D"'],
  ['td-master', '--quality', 'Unknown option "--quality"'],
  ['td-master', '+A0.3', 'Expected no operand, got "+A0.3": did you mean -- +A0.3?'],
  ['td-master', 'a b.pov', 'Expected no operand, got "a b.pov": did you mean --scene a b.pov?'],
  ['td-master', 'help', 'Expected no operand, got "help": did you mean --help?'],
  ['td-crop', '--width', 'Unknown option "--width"'],
] as const)('%s %s', (command, word, message) => {
  expect(messageOf([word], command)).toBe(message);
});

const wordsOf = (name: string): string[] => {
  const letters = [...name];
  return letters.flatMap((letter, i) => [
    letters.toSpliced(i, 1).join(''),
    letters.toSpliced(i, 0, letter).join(''),
    letters.toSpliced(i, 2, ...letters.slice(i, i + 2).reverse()).join(''),
  ]);
};

describe.each(Object.keys(commands) as CommandName[])('%s', (command) => {
  const names = namesOf(commandSpec(command));

  // Two names can be equally near: then nothing is said.
  test('finds every name with one letter dropped, doubled or swapped, or nothing', () => {
    const found = [...names].flatMap(([name, option]) => {
      const wrong = wordsOf(name).filter((word) => word.length > 1 && !names.has(word));
      return wrong.map((word) => {
        const message = messageOf([`--${word}`], command);
        const none = `Unknown option "--${word}"`;
        if (message !== none && message !== `${none}: did you mean ${option}?`) expect(message).toBe(none);
        return message !== none;
      });
    });
    expect(found.filter(Boolean).length).toBeGreaterThan(0.9 * found.length);
  });

  test('says something about any unknown word in one line', () => {
    const unknown = fc.string({ minLength: 3 }).filter((word) => !names.has(word.split('=')[0]!));
    fc.assert(
      fc.property(unknown, (word) => {
        expect(messageOf([`--${word}`], command)).toMatch(/^Unknown option "--/);
      }),
    );
  });
});
