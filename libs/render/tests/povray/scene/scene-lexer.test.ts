import { expect, test } from 'vitest';
import { SceneLexer } from '../../../src/povray/scene/scene-lexer.ts';

test.each([
  [
    'words and marks',
    'sphere{<0,x>}',
    ['word sphere', 'mark {', 'mark <', 'number 0', 'mark ,', 'word x', 'mark >', 'mark }'],
  ],
  [
    'numbers',
    '-1.5e-3 .5 2e 1.',
    ['mark -', 'number 1.5e-3', 'number .5', 'number 2', 'word e', 'number 1.'],
  ],
  [
    'directives',
    '#include "a"\n# /* - */ declare\n#',
    ['directive include', 'string a', 'directive declare', 'mark #'],
  ],
  ['comments to the end of the line', 'a // "b" /*\nc // d\re', ['word a', 'word c', 'word e']],
  ['nested comments', 'a /* b /* c */ "d */ e /**/ f /*/ */ g', ['word a', 'word e', 'word f', 'word g']],
  ['a comment without end', 'a /* b', ['word a']],
  ['a division', 'a/b', ['word a', 'mark /', 'word b']],
  ['quotes in strings', String.raw`"a\"b" c`, ['string a"b', 'word c']],
  ['backslashes in strings', String.raw`"a\b\\" c`, [String.raw`string a\b\\`, 'word c']],
  ['comment signs in strings', '"http://x /* " a', ['string http://x /* ', 'word a']],
  ['a string without end', 'a "b', ['word a', 'string b']],
  ['an empty text', '', []],
])('reads %s', (_, text, tokens) => {
  expect(tokensOf(text)).toEqual(tokens);
});

test('counts lines', () => {
  const lexer = new SceneLexer(Buffer.from('a\nb\r\nc /* \n */ d\r"\n" e\n\nf'));
  const lines: string[] = [];
  while (lexer.next()) lines.push(`${lexer.text.trim()}${lexer.line}`);
  expect(lines).toEqual(['a1', 'b2', 'c3', 'd4', '5', 'e6', 'f8']);
});

test.each(['/*', '"', '// ', '1.', '#', '/', '\\', '"\\', 'a', '*/'])(
  'reads a million of %s in a moment',
  (piece) => {
    const lexer = new SceneLexer(Buffer.from(piece.repeat(1e6)));
    const start = performance.now();
    while (lexer.next());
    expect(performance.now() - start).toBeLessThan(5000);
  },
);

function tokensOf(text: string): string[] {
  const lexer = new SceneLexer(Buffer.from(text));
  const tokens: string[] = [];
  while (lexer.next()) tokens.push(`${lexer.kind} ${lexer.text}`);
  return tokens;
}
