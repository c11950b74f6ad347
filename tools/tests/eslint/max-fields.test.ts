import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, expect, test } from 'vitest';
import { maxFields } from '../../eslint/max-fields.mjs';

const folder = temporaryFolder();

beforeAll(async () => {
  await writeFile(
    join(folder, 'other.ts'),
    'export interface Base { x: 1; y: 1 }\nexport type Two = { u: 1; v: 1 };\n',
  );
});

/** What the rule says of a file beside `other.ts`, with at most three fields. */
function complaints(text: string): string[] {
  const linter = new Linter({ cwd: folder });
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser as Linter.Parser },
    plugins: { local: { rules: { 'max-fields': maxFields } } },
    rules: { 'local/max-fields': ['error', 3] as Linter.RuleEntry },
  };
  const messages = linter.verify(text, config, { filename: join(folder, 'x.ts') });
  return messages.map(({ message }) => message);
}

const tooMany = (name: string, count: number) =>
  `Expected at most 3 fields in ${name}, got ${count}: split it by subject.`;

test.each([
  'interface A { a: 1; b: 1; c: 1 }',
  'interface A { a: 1; b?: 1; c(): void; new (): A; (): void; [key: string]: unknown }',
  'type A = { a: 1; b: 1 } & { b: 1; c: 1 };',
  'interface A { a: 1 } interface B extends A { a: 1; b: 1; c: 1 }',
  'type A = { a: 1; b: 1; c: 1 } | { d: 1; e: 1; f: 1 };',
  'function f(options: { a: 1; b: 1; c: 1 }) {}',
  'interface A { a: { b: 1; c: 1; d: 1 }; e: 1; f: 1 }',
  "import type { Base } from './other.ts'; type A = Pick<Base, 'x'> & { a: 1; b: 1 };",
  "import type { Base } from './other.ts'; type A = Omit<Base, 'x'> & { a: 1; b: 1 };",
  "import type { Base } from './nowhere.ts'; interface A extends Base { a: 1; b: 1; c: 1 }",
  "import type { Base } from 'package'; interface A extends Base { a: 1; b: 1; c: 1 }",
  'class A { a = 1; b = 1; c = 1; d = 1 }',
  'const a = { a: 1, b: 1, c: 1, d: 1 };',
])('%s is not too much', (text) => {
  expect(complaints(text)).toEqual([]);
});

test.each([
  ['interface A { a: 1; b: 1; c: 1; d: 1 }', 'A', 4],
  ['interface A { a: 1; b(): void; readonly c?: 1; "d-e": 1 }', 'A', 4],
  ['export type A = { a: 1; b: 1; c: 1; d: 1 };', 'A', 4],
  ['type A = { a: 1; b: 1 } & { c: 1; d: 1 };', 'A', 4],
  ['interface A { a: 1; b: 1 } interface B extends A { c: 1; d: 1 }', 'B', 4],
  ['export interface A { a: 1; b: 1 } type B = Partial<A> & { c: 1; d: 1; e: 1 };', 'B', 5],
  ['function f(options: { a: 1; b: 1; c: 1; d: 1 }) {}', 'an object type', 4],
  ['const f = ({ a }: { a: 1; b: 1 } & { c: 1; d: 1 }) => a;', 'an object type', 4],
  ['interface A { a: { b: 1; c: 1; d: 1; e: 1 } }', 'an object type', 4],
  ["import type { Base } from './other.ts'; interface A extends Base { a: 1; b: 1 }", 'A', 4],
  ["import { type Base as B, type Two } from './other.ts'; type A = B & Two;", 'A', 4],
  ["import type { Base } from './other.ts'; type A = Omit<Base, 'x'> & { a: 1; b: 1; c: 1 };", 'A', 4],
])('%s is', (text, name, count) => {
  expect(complaints(text)).toEqual([tooMany(name, count)]);
});

test('can be told off for one type, with a reason', () => {
  const text =
    '// eslint-disable-next-line local/max-fields -- as the file has them\ninterface A { a: 1; b: 1; c: 1; d: 1 }';
  expect(complaints(text)).toEqual([]);
});
