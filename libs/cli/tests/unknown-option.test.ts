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
  ['td-master', '+Is.pov', 'Expected no operand, got "+Is.pov": did you mean --scene s.pov?'],
  ['td-master', '+is.pov', 'Expected no operand, got "+is.pov": did you mean --scene s.pov?'],
  ['td-master', '-Is.pov', 'Unknown option "-Is.pov": did you mean --scene s.pov?'],
  ['td-master', '+Ofoo.png', 'Expected no operand, got "+Ofoo.png": did you mean -o foo.png?'],
  ['td-master', '+W800', 'Expected no operand, got "+W800": did you mean -x 800?'],
  ['td-master', '+H6.5', 'Expected no operand, got "+H6.5": did you mean -- +H6.5?'],
  ['td-check', '+W800', 'Expected no operand, got "+W800"; td-check takes no -x, td-master --check does'],
  ['td-check', '-x', 'Unknown option "-x"; td-check takes no -x, td-master --check does'],
  ['td-check', '-n3', 'Unknown option "-n3"; td-check takes no -n, td-master --check does'],
  ['td-dispatch', '-o', 'Unknown option "-o"; td-dispatch takes no -o, td-master does'],
  ['td-check', '--sene', 'Unknown option "--sene": did you mean --scene or --send?'],
  ['td-master', '--username', 'Unknown option "--username": did you mean --user?'],
  [
    'td-master',
    '--config=a',
    '--config: Expected no value, got "a"; settings files have fixed names and places',
  ],
] as const)('%s %s', (command, word, message) => {
  expect(messageOf([word], command)).toBe(message);
});

test.each([
  ['--hosts pi1 pi2', '"pi2": did you mean --hosts pi1,pi2?'],
  ['--hosts=pi1, pi2, pi3 -c x', '"pi2,": did you mean --hosts pi1,pi2,pi3?'],
  ['--weights 1 2', '"2": did you mean --weights 1,2?'],
  ['--send a b', '"b": did you mean --send a --send b?'],
  ['--config a.toml', '"a.toml"; --config takes no value: settings files have fixed names and places'],
  ['--hosts pi1 a.pov', '"a.pov": did you mean --scene a.pov?'],
  ['--hosts pi1 +A', '"+A": did you mean -- +A?'],
  ['a --hosts pi1 b', '"a"; if it is for the renderer: -- a'],
  ['-c a', '"a"; if it is for the renderer: -- a'],
])('td-master %s', (words, message) => {
  expect(messageOf(words.split(' '), 'td-master')).toBe(`Expected no operand, got ${message}`);
});

test.each([
  [['-o=', 'a.png'], '-o a.png'],
  [['-o=', '-c'], '-o OUTPUT'],
])('td-master %j', (words, meant) => {
  expect(messageOf(words, 'td-master')).toContain(
    `: did you mean ${meant}? (if the value begins with =: -o =)`,
  );
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

  // Two names can be equally near: then both are named.
  test('finds every name with one letter dropped, doubled or swapped, or nothing', () => {
    const found = [...names].flatMap(([name, option]) => {
      const wrong = wordsOf(name).filter((word) => word.length > 1 && !names.has(word));
      return wrong.map((word) => {
        const message = messageOf([`--${word}`], command);
        const none = `Unknown option "--${word}"`;
        const isFound =
          message.includes(`did you mean ${option}?`) ||
          message.includes(`${option} or `) ||
          message.includes(` or ${option}?`);
        if (!isFound) expect(message).toBe(none);
        return isFound;
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
