import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';
import { noLiteralSpread } from '../../eslint/no-literal-spread.mjs';

/** How many times the rule says something. */
function complaints(text: string): number {
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser as Linter.Parser },
    plugins: { local: { rules: { 'no-literal-spread': noLiteralSpread } } },
    rules: { 'local/no-literal-spread': 'error' as const },
  };
  const messages = new Linter().verify(text, config, { filename: 'x.ts' });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.length;
}

test.each([
  ['f({ ...a });', 0],
  ['f(...a, ...b());', 0],
  ['f([...(a ? [1] : [])]);', 0],
  ['f({ ...(a ? { b } : {}) });', 0],
  ['f([...[1, 2].map(g)]);', 0],
  ['const { a, ...rest } = { ...b };', 0],
  ['f({ ...{ a, b } });', 1],
  ['f([...[1, 2], ...[3]]);', 2],
  ['f(...[1, 2]);', 1],
  ['f(...([1, 2] as const));', 1],
  ['f({ ...({ a } as B) });', 1],
])('%s: %i', (text, count) => {
  expect(complaints(text)).toBe(count);
});
