import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ReadFile, Surroundings } from '../../renderer.ts';
import { EffectiveOptions } from '../options/effective-options.ts';
import { radiosityFile } from '../options/radiosity-file.ts';
import { readOptions } from '../options/read-options.ts';
import { type Blocks, isWithin } from './blocks.ts';
import { FileSearch } from './file-search.ts';
import { sceneNames } from './scene-names.ts';
import { searchFolders } from './search-folders.ts';

/**
 * The files that POV-Ray reads for a scene: the INI files, the scene, what it includes, and what its other string
 * literals name: images, fonts, data. Names that the scene computes are not known, and branches that it skips are followed, too.
 * Files that it has always written before it reads them are left out: each run writes its own.
 * @param scene path of the scene file
 * @param options the user's words
 */
export function* readScene(
  scene: string,
  options: readonly string[],
  surroundings: Surroundings,
): Generator<ReadFile> {
  const read = readOptions(options, surroundings);
  for (const path of new Set(read.files)) yield { path, text: null };
  const path = resolve(surroundings.folder, scene);
  const reader = new SceneReader(new FileSearch(searchFolders(path, read)));
  const header = new EffectiveOptions(read).find('Include_Header')?.value ?? null;
  if (header !== null) yield* reader.readName(header, 'include');
  const radiosity = radiosityFile(read);
  if (radiosity !== null && radiosity.read !== null) yield* reader.readName(radiosity.path, null);
  if (existsSync(path)) yield* reader.readText(path);
}

class SceneReader {
  readonly #search: FileSearch;
  readonly #texts = new Set<string>();
  readonly #others = new Set<string>();
  /** By name, the places where the scene writes the file. */
  readonly #written = new Map<string, Blocks[]>();

  constructor(search: FileSearch) {
    this.#search = search;
  }

  *readText(path: string, around: Blocks = []): Generator<ReadFile> {
    if (this.#texts.has(path)) return;
    this.#texts.add(path);
    const text = contentOf(path);
    yield { path, text };
    if (text === null) return;
    for (const { name, before, opened, blocks } of sceneNames(text)) {
      const place = [...around, ...blocks];
      if (opened !== 'write') yield* this.readName(name, before, place);
      if (opened !== null) this.#written.set(name, [...(this.#written.get(name) ?? []), place]);
    }
  }

  /** @param before the word before the name; null = another token */
  *readName(name: string, before: string | null, place: Blocks = []): Generator<ReadFile> {
    if (this.#written.get(name)?.some((written) => isWithin(place, written))) return;
    const path = this.#search.find(name, before);
    if (path === null) return;
    if (before === 'include' || /\.(inc|pov)$/i.test(path)) {
      yield* this.readText(path, place);
    } else if (!this.#texts.has(path) && !this.#others.has(path)) {
      this.#others.add(path);
      yield { path, text: null };
    }
  }
}

/** null = it cannot be read as a text. */
export function contentOf(path: string): Buffer | null {
  try {
    const { size } = statSync(path);
    return size > longestText ? null : readFileSync(path);
  } catch {
    return null;
  }
}

/** In bytes; Node.js reads no larger file in one piece. */
const longestText = 2 ** 31 - 1;
