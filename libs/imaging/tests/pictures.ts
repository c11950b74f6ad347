import { channels, type Picture } from './encode-png.ts';

/** Every format of a PNG, by name. */
export const formats = {
  ...Object.fromEntries([1, 2, 4, 8, 16].map((depth) => [`grey ${depth}`, { colourType: 0, depth }])),
  ...Object.fromEntries([8, 16].map((depth) => [`grey and alpha ${depth}`, { colourType: 4, depth }])),
  ...Object.fromEntries([8, 16].map((depth) => [`RGB ${depth}`, { colourType: 2, depth }])),
  ...Object.fromEntries([8, 16].map((depth) => [`RGBA ${depth}`, { colourType: 6, depth }])),
  ...Object.fromEntries([1, 2, 4, 8].map((depth) => [`palette ${depth}`, { colourType: 3, depth }])),
  'grey 8 with a transparent one': { colourType: 0, depth: 8, key: true },
  'RGB 8 with a transparent one': { colourType: 2, depth: 8, key: true },
} as Record<string, Format>;

export interface Format {
  readonly colourType: number;
  readonly depth: number;
  readonly key?: boolean;
}

/** Deterministic pseudo-random numbers. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Creates a picture of noise and flat areas. A palette has alpha. */
export function picture(format: Format, width: number, height: number, seed = 1): Picture {
  const { colourType, depth } = format;
  const random = randomNumbers(seed);
  const samples = new Uint16Array(width * height * channels[colourType]!);
  for (let i = 0; i < samples.length; i += 1) {
    samples[i] = i > 3 && random() < 0.5 ? samples[i - 4]! : Math.floor(random() * 2 ** depth);
  }
  const bytes = (count: number) =>
    Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
  return {
    width,
    height,
    colourType,
    depth,
    samples,
    ...(colourType === 3 ? { palette: bytes(3 * 2 ** depth), transparency: bytes(2 ** depth - 1) } : {}),
    ...(format.key ? { transparency: keyOf(samples, channels[colourType]!) } : {}),
  };
}

/** Some rows of a picture: 1-based, inclusive. */
export function cutPicture(whole: Picture, first: number, last: number): Picture {
  const stride = whole.width * channels[whole.colourType]!;
  const samples = whole.samples.slice(stride * (first - 1), stride * last);
  return { ...whole, height: last - first + 1, samples };
}

function keyOf(samples: Uint16Array, count: number): Buffer {
  const key = Buffer.alloc(2 * count);
  for (let c = 0; c < count; c += 1) key.writeUInt16BE(samples[count + c]!, 2 * c);
  return key;
}
