import type { MessagePort } from 'node:worker_threads';

/**
 * Frees the memory of a zlib stream's output at once. zlib streams fill one buffer of `chunkSize` after the other, and
 * their output is slices of it. Used buffers are garbage outside V8's heap; V8 lets tens of megabytes of it gather before
 * it collects any, and fresh memory costs a page fault for every 4 KiB.
 * Posting to a closed port is the public way to detach an ArrayBuffer and drop its contents (HTML Standard, "message
 * port post message steps").
 * @param data output of the stream; neither it nor any output before it may be needed any more
 */
export function freeOutput(data: Buffer, chunkSize: number): void {
  const { buffer, byteOffset, length } = data;
  // The stream still writes into a buffer that is not full.
  if (buffer.byteLength !== chunkSize || byteOffset + length !== chunkSize) return;
  garbageBytes += chunkSize;
  if (garbageBytes < worthwhile) return;
  if (closedPort === null) {
    closedPort = new MessageChannel().port1;
    closedPort.close();
  }
  closedPort.postMessage(null, [buffer as ArrayBuffer]);
}

let closedPort: MessagePort | null = null;
let garbageBytes = 0;

/** Bytes of garbage. The first port of a process takes 4 ms, more than freeing the memory of a small image saves. */
const worthwhile = 16 * 1024 * 1024;
