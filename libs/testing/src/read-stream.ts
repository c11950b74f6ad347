/** Everything that a stream gives, as text. */
export async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The next line of a stream that goes on. */
export async function readLine(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  const iterator = stream[Symbol.asyncIterator]();
  while (!text.includes('\n')) {
    const { value, done } = await iterator.next();
    if (done) throw new Error(`Expected a line, got "${text}"`);
    text += Buffer.from(value as Uint8Array).toString('utf8');
  }
  return text.split('\n')[0]!;
}
