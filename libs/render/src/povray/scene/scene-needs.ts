import { isAbsolute, resolve } from 'node:path';
import { InputError } from '@task-distributor/band';
import type { Surroundings } from '../../renderer.ts';
import type { NamedFile, SceneNeeds } from '../../scenes.ts';
import { isAsked, radiosityFile } from '../options/radiosity-file.ts';
import { type ReadOptions, readOptions } from '../options/read-options.ts';
import { readNamed } from './read-scene.ts';
import { searchFolders } from './search-folders.ts';
import { workingFiles } from './working-files.ts';

/** @throws InputError for options that write a file which would stay on the host */
export function sceneNeeds(
  scene: string,
  options: readonly string[],
  surroundings: Surroundings,
): SceneNeeds {
  const read = readOptions(options, surroundings);
  refuseWritten(read);
  const path = resolve(surroundings.folder, scene);
  const names: NamedFile[] = [];
  const onReference = (reference: NamedFile): void => {
    if (matters(reference)) names.push(reference);
  };
  const files = [...readNamed(path, read, { onReference, onMissing: () => undefined })].map(
    (file) => file.path,
  );
  const { copies, links } = workingFiles(path, read);
  const working = [...Object.values(copies), ...Object.values(links)];
  return { files: [...new Set([...files, ...working])], folders: searchFolders(path, read), names };
}

/** The paths of options are changed for the host; what is in a scene is not. */
function matters({ name, opened, place }: NamedFile): boolean {
  return isAbsolute(name) ? place !== null : opened.split('/').includes('..');
}

function refuseWritten(read: ReadOptions): void {
  const written = radiosityFile(read)?.written ?? null;
  if (!isAsked(written)) return;
  throw new InputError(
    `POV-Ray option ${written.origin.word}: the file would stay on the host; give it with td-worker and a shared folder`,
  );
}
