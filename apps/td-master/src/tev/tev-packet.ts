// The packets of tev's protocol, as in its src/Ipc.cpp (IpcPacket::setCreateImage, setUpdateImage): the size of the whole packet
// in 4 bytes, its type in one, then its fields. Numbers are little-endian, and texts end with a zero.

/** Creates an image of zeros: black, and transparent. An image of the same name is replaced. */
export function createImagePacket(
  name: string,
  { width, height }: { width: number; height: number },
): Buffer {
  return packet(4, [flag(true), text(name), int32(width), int32(height), channelNames()]);
}

/** Where pixels lie in the image, from 0. */
export interface Tile {
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Replaces whole rows of an image (UpdateImageV3).
 * @param pixels red, green, blue and alpha of each pixel
 */
export function updateImagePacket(name: string, { y, width, height }: Tile, pixels: Float32Array): Buffer {
  return packet(6, [
    flag(false),
    text(name),
    channelNames(),
    int32(0),
    int32(y),
    int32(width),
    int32(height),
    // Where each channel begins, and from one pixel to the next.
    ...channels.map((_, i) => int64(i)),
    ...channels.map(() => int64(channels.length)),
    floats(pixels),
  ]);
}

function packet(type: number, fields: readonly Buffer[]): Buffer {
  const size = fields.reduce((sum, field) => sum + field.length, 5);
  return Buffer.concat([int32(size), Buffer.of(type), ...fields], size);
}

function channelNames(): Buffer {
  return Buffer.concat([int32(channels.length), ...channels.map(text)]);
}

function flag(value: boolean): Buffer {
  return Buffer.of(value ? 1 : 0);
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

function floats(values: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return bytes;
}

const channels = ['R', 'G', 'B', 'A'];
