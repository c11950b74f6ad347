import { expect, test } from 'vitest';
import { TerminalFrame } from '../../src/progress/terminal-frame.ts';

function terminal() {
  const writes: string[] = [];
  const stream = {
    writableNeedDrain: false,
    columns: 80,
    write: (text: string) => writes.push(text) > 0,
  };
  return { stream, frame: new TerminalFrame(stream), writes };
}

test('draws only what has changed, in one write', () => {
  const { frame, writes } = terminal();
  frame.draw(['one', 'two', 'three']);
  frame.draw(['one', 'two', 'three']);
  frame.draw(['one', 'TWO', 'three']);
  expect(writes).toEqual(['one\ntwo\nthree\n', '\u001b[2A\rTWO\u001b[K\n\n\r\u001b[J']);
});

test('fewer lines leave nothing below', () => {
  const { frame, writes } = terminal();
  frame.draw(['one', 'two', 'three']);
  frame.draw(['one']);
  expect(writes.at(-1)).toBe('\u001b[2A\r\u001b[J');
});

test('lines above are written together with the frame', () => {
  const { frame, writes } = terminal();
  frame.draw(['one', 'two']);
  frame.above('news\n');
  expect(writes.at(-1)).toBe('\u001b[2A\r\u001b[Jnews\none\ntwo\n');
});

test('a screen that has become narrower has wrapped the lines', () => {
  const { stream, frame, writes } = terminal();
  frame.draw(['x'.repeat(79), 'two']);
  stream.columns = 40;
  frame.draw(['x'.repeat(39)]);
  expect(writes.at(-1)).toBe(`\u001b[3A\r\u001b[J${'x'.repeat(39)}\n`);
});

test('a stopped terminal gets no frames, but all lines above', () => {
  const { stream, frame, writes } = terminal();
  frame.draw(['one']);
  stream.writableNeedDrain = true;
  for (let i = 0; i < 100; i += 1) frame.draw([`one ${i}`]);
  frame.above('news\n');
  frame.above('more news\n');
  for (let i = 0; i < 100; i += 1) frame.draw([`one ${i}`]);
  expect(writes).toEqual(['one\n', '\u001b[1A\r\u001b[Jnews\n', 'more news\n']);
  stream.writableNeedDrain = false;
  frame.draw(['two']);
  expect(writes.at(-1)).toContain('two');
});

test('is erased once', () => {
  const { frame, writes } = terminal();
  frame.draw(['one']);
  frame.erase();
  frame.erase();
  expect(writes).toEqual(['one\n', '\u001b[1A\r\u001b[J']);
});
