import { InputError } from './td-error.ts';

/** Longer than any valid line: a path has at most 4096 bytes. */
const longestLine = 65_536;

/**
 * The lines of a byte stream, each as soon as it is complete, without its LF or CRLF. The last line may lack a newline.
 * @throws InputError for a line of more than 64 KiB, so that any input needs only limited memory
 */
export async function* readLines(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  const check = (line: string): string => {
    number += 1;
    if (line.length > longestLine) {
      throw new InputError(`line ${number}: Expected at most ${longestLine} characters, got more`);
    }
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const chunk of input) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield check(line);
    if (rest.length > longestLine) check(rest);
  }
  rest += decoder.decode();
  if (rest !== '') yield check(rest);
}
