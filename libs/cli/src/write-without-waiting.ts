import { write } from 'node:fs';
import type { Writable } from 'node:stream';

/**
 * Makes writes to a terminal asynchronous. Node.js writes to terminals synchronously, so Ctrl-S would stop this process, and
 * with it the lifelines of the workers. Pipes are asynchronous already.
 */
export function writeWithoutWaiting(stream: Writable): void {
  const { isTTY, _handle: handle } = stream as TerminalStream;
  if (isTTY !== true || handle === undefined) return;
  // libuv opens the terminal anew, so this changes nothing for other processes on it.
  if (handle.fd > highestShared) handle.setBlocking(false);
  else writeInThread(stream, handle.fd);
}

/** For a terminal of another user, as after su: libuv cannot open it, and shares it with the shell. */
function writeInThread(stream: Writable, fd: number): void {
  const writeFrom = (rest: Buffer, done: (error?: Error | null) => void): void =>
    write(fd, rest, (error, written) => {
      if (error) done(error);
      else if (written < rest.length) writeFrom(rest.subarray(written), done);
      else done();
    });
  stream._write = (chunk: Buffer | string, encoding, done) =>
    writeFrom(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk, done);
  // The stream would prefer it.
  Object.defineProperty(stream, '_writev', { value: null });
}

/** What Node.js does not document. */
interface TerminalStream extends Writable {
  readonly isTTY?: boolean;
  readonly _handle?: { readonly fd: number; setBlocking(isBlocking: boolean): void };
}

/** Of stdin, stdout and stderr. */
const highestShared = 2;
