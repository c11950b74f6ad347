export interface TarEntry {
  /** Relative; of a folder, with a slash at its end. */
  readonly name: string;
  /** Size of the content: 0 for a folder. */
  readonly bytes: number;
}

/**
 * The bytes before an entry's content. A name that is too long for them has an entry of its own in front. That is GNU's way, which all
 * tars understand; pax headers are only read by some busybox. Names are written as bytes, in UTF-8.
 * Source: POSIX.1-2017, pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
 */
export function tarHeader({ name, bytes }: TarEntry): Buffer {
  const type = name.endsWith('/') ? types.folder : types.file;
  const encoded = Buffer.from(name);
  if (encoded.length <= longestName) return block(encoded, bytes, type);
  const terminated = Buffer.concat([encoded, Buffer.alloc(1)]);
  return Buffer.concat([
    block(Buffer.from('././@LongLink'), terminated.length, types.longName),
    terminated,
    tarPadding(terminated.length),
    block(encoded.subarray(0, longestName), bytes, type),
  ]);
}

/** The bytes after an entry's content. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((blockSize - (bytes % blockSize)) % blockSize);
}

/** The end of a tar. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * blockSize);
}

function block(name: Buffer, bytes: number, type: string): Buffer {
  const header = Buffer.alloc(blockSize);
  name.copy(header, 0);
  header.write(octal(type === types.folder ? 0o700 : 0o600, 8), 100, 'latin1');
  header.write(octal(0, 8), 108, 'latin1');
  header.write(octal(0, 8), 116, 'latin1');
  header.write(octal(bytes, 12), 124, 'latin1');
  header.write(octal(0, 12), 136, 'latin1');
  // The checksum counts itself as spaces.
  header.write(' '.repeat(8), 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar  \0', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)} `, 148, 'latin1');
  return header;
}

/** A number in a field of that many bytes, whose last is NUL. */
function octal(value: number, field: number): string {
  return `${value.toString(8).padStart(field - 1, '0')}\0`;
}

/** The largest file that a header can describe. */
export const largestFile = 8 ** 11 - 1;

const types = { file: '0', folder: '5', longName: 'L' };
const blockSize = 512;
const longestName = 100;
