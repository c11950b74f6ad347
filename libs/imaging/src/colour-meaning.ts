import { inflateSync } from 'node:zlib';
import type { PngChunk } from './png-chunk.ts';

/** What an image's metadata says about its colours; null = nothing. */
export interface ColourMeaning {
  /** gAMA, times 100,000 (PNG specification, 11.3.3.2). */
  readonly gamma: number | null;
  /** cHRM, times 100,000: white, red, green, blue, x and y of each (11.3.3.1). */
  readonly primaries: readonly number[] | null;
  /** An ICC profile of another colour space than sRGB. */
  readonly profile: Buffer | null;
}

export const srgb: ColourMeaning = {
  gamma: 45_455,
  primaries: [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000],
  profile: null,
};

export const noMeaning: ColourMeaning = { gamma: null, primaries: null, profile: null };

/** A profile takes precedence over sRGB, and sRGB over gAMA and cHRM (PNG specification, 11.3.3). */
export function colourMeaning(chunks: readonly PngChunk[]): ColourMeaning {
  const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data;
  const profile = find('iCCP');
  if (profile) {
    const inflated = inflateProfile(profile);
    return namesSrgb(inflated) ? srgb : { gamma: null, primaries: null, profile: inflated };
  }
  if (find('sRGB')) return srgb;
  const primaries = find('cHRM');
  return {
    gamma: find('gAMA')?.readUInt32BE(0) ?? null,
    primaries: primaries ? [0, 4, 8, 12, 16, 20, 24, 28].map((at) => primaries.readUInt32BE(at)) : null,
    profile: null,
  };
}

/**
 * Whether the same samples mean different colours in the two. What only one of them says is no contradiction.
 * The tolerances are those within which libpng does not convert: 5 % of gamma, 0.01 of a chromaticity.
 */
export function contradict(a: ColourMeaning, b: ColourMeaning): boolean {
  if (a.profile && b.profile) return !a.profile.equals(b.profile);
  if (a.profile || b.profile) return saysSomething(a) && saysSomething(b);
  return (
    (a.gamma !== null && b.gamma !== null && Math.abs(a.gamma / b.gamma - 1) > 0.05) ||
    (a.primaries?.some((value, i) => b.primaries && Math.abs(value - b.primaries[i]!) > 1000) ?? false)
  );
}

export function isAboutColours(chunkType: string): boolean {
  return ['gAMA', 'cHRM', 'sRGB', 'iCCP'].includes(chunkType);
}

function saysSomething({ gamma, primaries, profile }: ColourMeaning): boolean {
  return gamma !== null || primaries !== null || profile !== null;
}

export function describeMeaning(meaning: ColourMeaning): string {
  if (meaning === srgb) return 'sRGB';
  if (meaning.profile) return 'an ICC profile of its own';
  const gamma = meaning.gamma === null ? [] : [`gAMA ${meaning.gamma / 100_000}`];
  return [...gamma, ...(meaning.primaries ? [`cHRM ${meaning.primaries.join(' ')}`] : [])].join(', ');
}

/** iCCP's data is a name, 0, 0 and the deflated profile. Data that cannot be inflated is returned as it is. */
function inflateProfile(data: Buffer): Buffer {
  try {
    return inflateSync(data.subarray(data.indexOf(0) + 2), { maxOutputLength: largestProfile });
  } catch {
    return data;
  }
}

/** Profiles of sRGB differ in their bytes, but their description, in ASCII or UTF-16, names it. */
function namesSrgb(profile: Buffer): boolean {
  return profile.includes('sRGB', 0, 'latin1') || profile.includes('s\0R\0G\0B', 0, 'latin1');
}

const largestProfile = 16 * 1024 * 1024;
