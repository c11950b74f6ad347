import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HostMessages } from '../../../src/workers/bare/host-messages.ts';
import { scriptPrefix } from '../../../src/workers/bare/render-script.ts';

function read(chunks: readonly Uint8Array[]): { own: string[]; renderers: string[] } {
  const own: string[] = [];
  const renderers: string[] = [];
  const messages = new HostMessages(
    (line) => own.push(line),
    (text) => renderers.push(text),
  );
  for (const chunk of chunks) messages.write(chunk);
  messages.end();
  return { own, renderers };
}

const line = fc.tuple(
  fc.oneof(fc.string({ unit: fc.constantFrom(...'aé€😀 :-') }), fc.constantFrom('exit 0', 'Rendered 1 of 2')),
  fc.boolean(),
  fc.constantFrom('\n', '\r', '\r\n'),
);

test('takes the lines apart, however they come', () => {
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(40)), (lines, cuts) => {
      const text = lines.map(([words, isOwn, end]) => `${isOwn ? scriptPrefix : ''}${words}${end}`).join('');
      const bytes = Buffer.from(text);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) chunks.push(bytes.subarray(at, (at += cut)));
      chunks.push(bytes.subarray(at));
      const { own, renderers } = read(chunks);
      expect(own).toEqual(lines.filter(([, isOwn]) => isOwn).map(([words]) => words.trim()));
      const others = renderers.join('').replaceAll(/[\r\n]+/g, '\n');
      expect(others.replace(/^\n/, '')).toBe(
        lines
          .map(([words, isOwn]) => (isOwn ? '\n' : `${words}\n`))
          .join('')
          .replaceAll(/\n+/g, '\n')
          .replace(/^\n/, ''),
      );
    }),
  );
});

test('a line without an end is passed on at the end, and one without limit is cut', () => {
  expect(read([Buffer.from('td-bare: exit 1')])).toEqual({ own: ['exit 1'], renderers: [] });
  const { renderers } = read(Array.from({ length: 100 }, () => Buffer.alloc(10_000, 'a')));
  expect(renderers.join('').length).toBeLessThan(100_000);
});
