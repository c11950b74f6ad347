import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorMessage, onAbort, TdError, errorCode } from '@task-distributor/band';
import { answer } from './answer.ts';
import type { PageText } from './page-text.ts';
import type { Shown } from './shown.ts';

/**
 * Serves the page on 127.0.0.1, until the signal is aborted.
 * @param port 0 = a free one
 * @returns the page's address
 * @throws TdError when the port cannot be had
 */
export async function serve(
  shown: Shown,
  page: PageText,
  port: number,
  signal: AbortSignal,
): Promise<string> {
  const server = createServer((request, response) => answer(request, response, shown, page));
  await new Promise<void>((resolve, reject) => {
    server.on('error', (cause) => reject(cannotListen(port, cause)));
    server.listen(port, '127.0.0.1', resolve);
  });
  onAbort(signal, () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function cannotListen(port: number, cause: unknown): TdError {
  const code = errorCode(cause);
  const reason = code === 'EADDRINUSE' ? 'another program uses it' : errorMessage(cause);
  return new TdError(`port ${port}: ${reason}; give another with --port, or leave it out to get a free one`, {
    code,
    cause,
  });
}
