import { Transform, type Writable } from 'node:stream';

/**
 * Writes into a stream, and waits until the stream has taken the bytes: their memory may then be used again. The stream is
 * not ended.
 * @throws the stream's own error, or ERR_STREAM_PREMATURE_CLOSE
 */
export function writeTo(sink: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null) => {
      sink.off('error', settle).off('close', closed);
      if (!error) return resolve();
      // The stream also emits the error of a failed write, after this. It has been reported by then.
      sink.once('error', () => undefined);
      reject(error);
    };
    const closed = () => {
      settle(Object.assign(new Error('The output was closed'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }));
    };
    sink.on('error', settle).on('close', closed);
    // A Transform, such as a PassThrough, calls back before its reader has got the bytes.
    const own = sink instanceof Transform ? Buffer.from(bytes) : bytes;
    if (sink.destroyed) closed();
    else sink.write(own, settle);
  });
}
