import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Surroundings } from '../../renderer.ts';
import type { MissingFile, NamedFile, ReadFile } from '../../scenes.ts';
import { EffectiveOptions } from '../options/effective-options.ts';
import { radiosityFile } from '../options/radiosity-file.ts';
import { type ReadOptions, readOptions } from '../options/read-options.ts';
import { type Blocks, isWithin } from './blocks.ts';
import { FileSearch } from './file-search.ts';
import { type SceneName, sceneNames } from './scene-names.ts';
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
  yield* readNamed(resolve(surroundings.folder, scene), read, {
    onReference: () => undefined,
    onMissing: () => undefined,
  });
}

interface ReadHooks {
  /** Called for each place that names a file. */
  onReference(reference: NamedFile): void;
  /** Called for each include outside all conditions, loops and macros whose file is not there. */
  onMissing(file: MissingFile): void;
}

/**
 * The same without INI files.
 * @param path of the scene, absolute
 */
export function* readNamed(path: string, read: ReadOptions, hooks: ReadHooks): Generator<ReadFile> {
  const reader = new SceneReader(new FileSearch(searchFolders(path, read)), hooks);
  const header = new EffectiveOptions(read).find('Include_Header')?.value ?? null;
  if (header !== null) yield* reader.readName({ name: header, before: 'include' }, null);
  const radiosity = radiosityFile(read);
  const samples = radiosity?.read ? { name: radiosity.path, before: null } : null;
  if (samples !== null) yield* reader.readName(samples, null);
  if (existsSync(path)) yield* reader.readText(path);
}

class SceneReader {
  readonly #search: FileSearch;
  readonly #texts = new Set<string>();
  readonly #others = new Set<string>();
  /** By name, the places where the scene writes the file. */
  readonly #written = new Map<string, Blocks[]>();
  readonly #hooks: ReadHooks;

  constructor(search: FileSearch, hooks: ReadHooks) {
    this.#search = search;
    this.#hooks = hooks;
  }

  *readText(path: string, outer: Blocks = []): Generator<ReadFile> {
    if (this.#texts.has(path)) return;
    this.#texts.add(path);
    const text = contentOf(path);
    yield { path, text };
    if (text === null) return;
    for (const { blocks, opened, ...named } of sceneNames(text)) {
      const around = [...outer, ...blocks];
      if (opened !== 'write') yield* this.readName(named, { path, line: named.line }, around);
      if (opened !== null) this.#written.set(named.name, [...(this.#written.get(named.name) ?? []), around]);
    }
  }

  /** @param around the conditions, loops and macros around the name */
  *readName(
    { name, before }: Pick<SceneName, 'name' | 'before'>,
    place: NamedFile['place'],
    around: Blocks = [],
  ): Generator<ReadFile> {
    if (this.#written.get(name)?.some((written) => isWithin(around, written))) return;
    const found = this.#search.find(name, before);
    if (found === null) {
      const isSure = before === 'include' && around.length === 0;
      if (isSure && place !== null) this.#hooks.onMissing({ name, place });
      return;
    }
    this.#hooks.onReference({ ...found, name, place });
    const { path } = found;
    if (before === 'include' || /\.(inc|pov)$/i.test(path)) {
      yield* this.readText(path, around);
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
