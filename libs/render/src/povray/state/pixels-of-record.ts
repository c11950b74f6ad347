import { attributeHeadLength, recordHeadLength, valueLength } from './record-format.ts';

/** The samples of a sound record, in its own memory: five floats a pixel, big endian, row by row; null = there are none. */
export function pixelsOfRecord(record: Buffer): Buffer | null {
  let at = recordHeadLength;
  for (let left = record.readUInt32BE(recordHeadLength - 4); left > 0; left -= 1) {
    const start = at + attributeHeadLength;
    const end = start + valueLength(record.subarray(at));
    if (record.toString('latin1', at, at + 4) === 'PBlo') return record.subarray(start, end);
    at = end;
  }
  return null;
}
