import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** An image as the viewer holds it, from its rows to its channels. */
export interface ShownImage {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly channels: readonly string[];
  /** Interleaved. */
  readonly pixels: Float32Array;
  /** First row, from 0, and number of rows of each update. */
  readonly updates: [y: number, rows: number][];
}

/**
 * A fake of the image viewer tev, which needs a graphical display. It decodes packets as tev's src/Ipc.cpp does
 * (SocketConnection::service, interpretAsCreateImage, interpretAsUpdateImage), and refuses what that would refuse.
 */
export class FakeTev {
  readonly images = new Map<string, ShownImage>();
  /** Called for each connection. */
  onConnection: (socket: Socket) => void = (socket) => this.read(socket);
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  largestPacket = 0;
  /** Connections that have ended in order. */
  ended = 0;
  error: unknown = null;

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('end', () => (this.ended += 1));
      this.onConnection(socket);
    });
  }

  static async listen(): Promise<FakeTev> {
    const tev = new FakeTev();
    tev.#server.listen(0, '127.0.0.1');
    await once(tev.#server, 'listening');
    return tev;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  read(socket: Socket): void {
    let buffer = Buffer.alloc(0);
    socket.on('data', (data) => {
      buffer = Buffer.concat([buffer, data]);
      while (buffer.length >= 4 && buffer.length >= buffer.readUInt32LE(0)) {
        const size = buffer.readUInt32LE(0);
        this.largestPacket = Math.max(this.largestPacket, size);
        try {
          this.#take(new Fields(buffer.subarray(4, size)));
        } catch (error) {
          this.error ??= error;
        }
        buffer = buffer.subarray(size);
      }
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #take(fields: Fields): void {
    const type = fields.byte();
    if (type === 4) this.#create(fields);
    else if (type === 6) this.#update(fields);
    else throw new Error(`Invalid IPC packet type ${type}`);
  }

  #create(fields: Fields): void {
    fields.byte();
    const name = fields.text();
    const [width, height] = [fields.int32(), fields.int32()];
    const channels = Array.from({ length: fields.int32() }, () => fields.text());
    const pixels = new Float32Array(width * height * channels.length);
    this.images.set(name, { name, width, height, channels, pixels, updates: [] });
  }

  #update(fields: Fields): void {
    fields.byte();
    const image = this.images.get(fields.text());
    if (image === undefined) throw new Error('Image could not be updated, because it does not exist.');
    const names = Array.from({ length: fields.int32() }, () => fields.text());
    const [x, y, width, height] = [fields.int32(), fields.int32(), fields.int32(), fields.int32()];
    const offsets = names.map(() => fields.int64());
    const strides = names.map(() => fields.int64());
    const count = Math.max(...names.map((_, c) => offsets[c]! + (width * height - 1) * strides[c]! + 1));
    const data = fields.floats(count);
    if (x < 0 || y < 0 || x + width > image.width || y + height > image.height)
      throw new Error('Out of bounds');
    names.forEach((name, c) => {
      const channel = image.channels.indexOf(name);
      if (channel < 0) throw new Error(`Channel ${name} could not be updated, because it does not exist.`);
      for (let i = 0; i < width * height; i += 1) {
        const at = (y + Math.floor(i / width)) * image.width + x + (i % width);
        image.pixels[at * image.channels.length + channel] = data[offsets[c]! + i * strides[c]!]!;
      }
    });
    image.updates.push([y, height]);
  }
}

class Fields {
  #at = 0;

  constructor(readonly bytes: Buffer) {}

  byte(): number {
    return this.bytes.readUInt8((this.#at += 1) - 1);
  }

  int32(): number {
    return this.bytes.readInt32LE((this.#at += 4) - 4);
  }

  int64(): number {
    return Number(this.bytes.readBigInt64LE((this.#at += 8) - 8));
  }

  text(): string {
    const end = this.bytes.indexOf(0, this.#at);
    if (end < 0) throw new Error('Trying to read string beyond the bounds of the IPC packet payload.');
    const text = this.bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return text;
  }

  floats(count: number): number[] {
    if (this.bytes.length - this.#at !== 4 * count) throw new Error('UpdateImage: insufficient image data.');
    return Array.from({ length: count }, (_, i) => this.bytes.readFloatLE(this.#at + 4 * i));
  }
}
