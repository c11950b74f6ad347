import { connect } from 'node:net';
import { withPatience } from '@task-distributor/band';

/**
 * Tells the ssh in the background that listens on a socket to end, as `ssh -O exit` does, without starting a process. Resolves
 * when it has gone, or after a second. Source: OpenSSH, PROTOCOL.mux.
 */
export async function endOpensshMaster(path: string): Promise<void> {
  const socket = connect(path);
  // Where it has gone already, `close` follows an error.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume().write(Buffer.concat([packet(hello, protocolVersion), packet(terminate, requestId)]));
  await withPatience(closed, longestEndMs);
  socket.destroy();
}

function packet(type: number, body: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(8, 0);
  bytes.writeUInt32BE(type, 4);
  bytes.writeUInt32BE(body, 8);
  return bytes;
}

/** MUX_MSG_HELLO and MUX_C_TERMINATE. */
const hello = 1;
const terminate = 0x10000005;
const protocolVersion = 4;
const requestId = 0;
const longestEndMs = 1_000;
