import { attributeHeadLength, recordHeadLength, valueLength } from './record-format.ts';

/** A sound record with another number for its block. */
export function renumberRecord(record: Buffer, id: number): Buffer {
  const copy = Buffer.from(record);
  let at = recordHeadLength;
  for (let left = copy.readUInt32BE(recordHeadLength - 4); left > 0; left -= 1) {
    if (copy.toString('latin1', at, at + 4) === 'PiId') copy.writeInt32BE(id, at + attributeHeadLength);
    at += attributeHeadLength + valueLength(copy.subarray(at));
  }
  return copy;
}
