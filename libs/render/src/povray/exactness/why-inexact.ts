import type { InexactPlace, Surroundings } from '../../renderer.ts';
import type { ReadFile } from '../../scenes.ts';
import { EffectiveOptions } from '../options/effective-options.ts';
import { readOptions } from '../options/read-options.ts';
import { readScene } from '../scene/read-scene.ts';
import { type CauseKey, causes, suspects } from './causes.ts';
import { Constants } from './constants.ts';
import { readRegions } from './read-regions.ts';
import type { Region } from './region.ts';

interface Place {
  readonly path: string;
  readonly line: number;
}

/**
 * What in a scene can make bands differ from the uncut image: the first place of each cause. What a scene only declares
 * and does not use has no effect. Branches that POV-Ray is certain to skip are left out.
 */
export function whyInexact(
  scene: string,
  options: readonly string[],
  surroundings: Surroundings,
): InexactPlace[] {
  const read = readOptions(options, surroundings);
  const effective = new EffectiveOptions(read);
  const quality = effective.integer('Quality', 9);
  const hasThreads = effective.integer('Work_Threads', 2) > 1;
  const declared = read.assignments.filter(({ setting }) => setting === 'Declare');
  const constants = new Constants(declared.map(({ value }) => value.split('=')[0]!.trim()));
  const places = findCauses(readScene(scene, options, surroundings), constants);
  return Object.entries(causes).flatMap(([key, cause]) => {
    const place = places.get(key as CauseKey);
    if (place === undefined || quality < cause.quality) return [];
    if (cause.needsThreads && (!hasThreads || isPartOf(key as CauseKey, places))) return [];
    return [{ cause: cause.name, path: place.path, line: place.line }];
  });
}

/** A jittered area light is an area light. */
function isPartOf(cause: CauseKey, places: ReadonlyMap<CauseKey, Place>): boolean {
  return cause === 'areaLight' && places.has('jitter');
}

function findCauses(files: Iterable<ReadFile>, constants: Constants): ReadonlyMap<CauseKey, Place> {
  const texts = [...files].flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
  if (!texts.some(({ text }) => isSuspect(text))) return new Map();
  for (const { text } of texts) if (bytesOf(text).includes('#')) constants.readText(text);
  const regions = readAll(texts, constants);
  const found = new Map<string, Place>();
  for (const { path, region } of usedRegions(regions)) {
    for (const { cause, line } of region.signs) if (!found.has(cause)) found.set(cause, { path, line });
  }
  if (!found.has('subsurfaceOn')) found.delete('subsurface');
  return found as Map<CauseKey, Place>;
}

/** The first text is the scene's, or a header: the others are read with its version. */
function readAll(texts: readonly Text[], constants: Constants): FileRegion[] {
  let isOld = false;
  return texts.flatMap(({ path, text }, i) => {
    const read = readRegions(text, constants, isOld);
    if (i === 0) isOld = read.isOld;
    return read.regions.map((region) => ({ path, region }));
  });
}

function isSuspect(text: Uint8Array): boolean {
  const bytes = bytesOf(text);
  return suspects.some((word) => bytes.includes(word));
}

function bytesOf(text: Uint8Array): Buffer {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength);
}

interface Text {
  readonly path: string;
  readonly text: Uint8Array;
}

interface FileRegion {
  readonly path: string;
  readonly region: Region;
}

/** The regions that have an effect: the files, and what they use, directly or through others. */
function usedRegions(regions: readonly FileRegion[]): readonly FileRegion[] {
  const byName = new Map<string, FileRegion[]>();
  for (const one of regions) {
    const same = byName.get(one.region.name);
    if (same === undefined) byName.set(one.region.name, [one]);
    else same.push(one);
  }
  const used = [...(byName.get('') ?? [])];
  const seen = new Set(['']);
  for (const { region } of used) {
    for (const word of region.words) {
      if (seen.has(word)) continue;
      seen.add(word);
      used.push(...(byName.get(word) ?? []));
    }
  }
  return used;
}
