import { Transform, type Writable } from 'node:stream';

/**
 * Writes into a stream and waits until it takes more. The stream is not ended. The bytes may then be used again: files,
 * pipes and sockets have taken them.
 * @throws the stream's own error, or ERR_STREAM_PREMATURE_CLOSE
 */
export function writeTo(sink: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null) => {
      sink.off('error', settle).off('close', closed);
      if (!error) return resolve();
      // A failed write's error is emitted, too, after this; it has been told.
      sink.once('error', () => undefined);
      reject(error);
    };
    const closed = () => {
      settle(Object.assign(new Error('The output was closed'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }));
    };
    sink.on('error', settle).on('close', closed);
    // A transform, such as a PassThrough, calls back before its reader has seen them.
    const own = sink instanceof Transform ? Buffer.from(bytes) : bytes;
    if (sink.destroyed) closed();
    else sink.write(own, settle);
  });
}
