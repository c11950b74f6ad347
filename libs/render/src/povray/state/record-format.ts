/** POVRAYMS, version, size, RAWS, OBJE, number of attributes. */
export const recordHeadLength = 28;
/** Key, type, length of the value. */
export const attributeHeadLength = 12;

/** Bytes of an attribute's value. @param attribute its bytes, from its head on */
export function valueLength(attribute: Buffer): number {
  const length = attribute.readUInt32BE(8);
  return attribute.toString('latin1', 4, 8) === 'VFL4' ? 4 * length : length;
}
