import { constants, deflateSync, inflateSync } from 'node:zlib';
import type { Rows } from '@task-distributor/band';
import { idatOf } from './chunks.ts';
import { chunk } from './encode-png.ts';

export type Forgery =
  'fewer lines' | 'more lines' | 'first line needs the one above' | 'wrong Adler-32' | 'final block inside';

/** A part whose image data does not match its mark, although all CRCs, and the rows and lengths in the mark, are right. */
export function forge(part: Buffer, rows: Rows, kind: Forgery, stride: number): Buffer {
  const firstIdat = part.indexOf('IDAT') - 4;
  const lines = inflateSync(idatOf(part));
  let forged: Buffer = Buffer.from(lines);
  if (kind === 'fewer lines') forged = lines.subarray(stride);
  if (kind === 'more lines') forged = Buffer.concat([lines, lines.subarray(0, stride)]);
  if (kind === 'first line needs the one above') forged[0] = 2;
  const adler = deflateSync(forged).subarray(-4);
  const synced = deflateSync(forged, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(2);
  const finished = Buffer.concat([deflateSync(forged).subarray(2), Buffer.from('0000ffff', 'hex')]);
  const body = kind === 'final block inside' ? finished : synced;
  if (kind === 'wrong Adler-32') adler[0]! ^= 1;
  const mark = Buffer.alloc(21);
  mark[0] = 1;
  mark.writeUInt32BE(rows.first, 1);
  mark.writeUInt32BE(rows.last, 5);
  mark.writeBigUInt64BE(BigInt(body.length), 9);
  adler.copy(mark, 17);
  return Buffer.concat([
    part.subarray(0, firstIdat),
    chunk('IDAT', Buffer.from([0x78, 1])),
    chunk('IDAT', body),
    chunk('IDAT', Buffer.concat([Buffer.from([3, 0]), adler])),
    chunk('tdBD', Buffer.concat([mark, Buffer.from('forged')])),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
