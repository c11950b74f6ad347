import type { MessagePort } from 'node:worker_threads';

/** Closed before anything is posted to it, so that it hands on nothing. */
let nowhere: MessagePort | null = null;
let spent = 0;

/**
 * Gives the memory of what a zlib stream gave out back, now. zlib streams fill one buffer of `chunkSize` after the
 * other, and cut what they give out from it. Each is garbage outside V8's heap afterwards, of which V8 lets tens of
 * megabytes gather before it collects any, and fresh memory costs a page fault for every 4 KiB.
 * Posting to a closed port is the public way to detach an ArrayBuffer and drop its contents (HTML Standard, "message
 * port post message steps").
 * @param data as the stream gave it, not needed any more, nor is anything that the stream gave before
 */
export function freeOutput(data: Buffer, chunkSize: number): void {
  const { buffer, byteOffset, length } = data;
  // Before the buffer is full to its last byte, the stream still writes into it.
  if (buffer.byteLength !== chunkSize || byteOffset + length !== chunkSize) return;
  spent += chunkSize;
  if (spent < worthwhile) return;
  if (nowhere === null) {
    nowhere = new MessageChannel().port1;
    nowhere.close();
  }
  nowhere.postMessage(null, [buffer as ArrayBuffer]);
}

/** Bytes of garbage. The first port of a process costs 4 ms, which a small image does not get back. */
const worthwhile = 16 * 1024 * 1024;
