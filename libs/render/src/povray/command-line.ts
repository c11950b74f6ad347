import { basename, dirname, isAbsolute, resolve } from 'node:path';
import type { Rows } from '@task-distributor/band';
import type { Columns } from '../block-layout.ts';
import type { RenderCommand } from '../render-command.ts';
import type { RenderRequest, Surroundings } from '../renderer.ts';
import type { OutputFiles, RunChoices } from '../run-choices.ts';
import { defaultIniFile } from './options/default-ini-file.ts';
import { EffectiveOptions } from './options/effective-options.ts';
import { isAsked, radiosityFile } from './options/radiosity-file.ts';
import type { ReadOptions } from './options/read-options.ts';
import { unwantedFiles } from './options/unwanted-files.ts';
import { PovrayPaths } from './povray-paths.ts';
import type { workingFiles } from './scene/working-files.ts';

/** A request with its options as read, and what they refer to. */
export interface ReadRequest {
  /** The scene's path is absolute. */
  readonly request: RenderRequest;
  readonly columns: Columns;
  readonly options: ReadOptions;
  readonly surroundings: Surroundings;
  readonly working: ReturnType<typeof workingFiles>;
}

/**
 * POV-Ray's command line for a region of an image. What the user must not change comes last, because POV-Ray takes the last
 * of several values. POV-Ray runs in a folder of its own, so the user's folder becomes the first of its library folders, before
 * those of its default INI file.
 * @param region rows to render
 * @throws InputError for a scene whose name cannot be written for POV-Ray
 */
export function povrayCommand(read: ReadRequest, region: Rows): RenderCommand {
  const { request, columns, options, surroundings } = read;
  const paths = new PovrayPaths();
  const here = paths.quote(surroundings.folder, 'here');
  const ini = defaultIniFile(surroundings.folder, surroundings.env);
  const relative = relativeLibraries(options, surroundings.folder, paths);
  const effective = new EffectiveOptions(options);
  const args = [
    request.format,
    ...runWords(request.run, effective),
    `+L${here}`,
    ...(relative.get(null) ?? []),
    ...request.options.flatMap((word) => [word, ...(relative.get(word) ?? [])]),
    ...sceneWords(request.scene, paths),
    ...radiosityWords(options, paths),
    ...unwantedFiles(effective).map(({ setting }) => `${setting}=`),
    ...fixedWords(request, { rows: region, columns }),
  ];
  const own =
    ini === null
      ? null
      : `Library_Path=${asText(here)}\nInclude_Ini=${asText(paths.quote(ini, 'default.ini'))}\n`;
  return {
    program: request.program,
    args,
    env: {
      ...request.run?.env,
      ...(own === null ? {} : { POVINI: ownIni }),
      ...(options.lastLibrary === null ? {} : { POVINC: paths.unquoted(options.lastLibrary, 'last') }),
    },
    contents: {
      ...read.working,
      files: own === null ? {} : { [ownIni]: own },
      links: { ...read.working.links, ...paths.links },
    },
    ...runFacts(request.run, effective),
  };
}

function runFacts(
  run: RunChoices | undefined,
  effective: EffectiveOptions,
): Pick<RenderCommand, 'output' | 'threads'> {
  const isSet = effective.find('Work_Threads') !== null;
  const threads = isSet ? effective.integer('Work_Threads', 1) : (run?.threads ?? null);
  return { output: (run?.given ?? null) === null ? null : output, threads };
}

function sceneWords(scene: string, paths: PovrayPaths): string[] {
  const folder = dirname(scene);
  return [`+L${paths.quote(folder, 'scene')}`, `+I${paths.quoteFile(folder, basename(scene), 'scene')}`];
}

/** Makes the name absolute. Several bands cannot write one file, so the user's own povray.ini has no effect there. */
function radiosityWords(options: ReadOptions, paths: PovrayPaths): string[] {
  const file = radiosityFile(options);
  if (file === null) return [];
  const path = paths.quoteFile(dirname(file.path), basename(file.path), 'radiosity');
  return [`+RF${path}`, ...(file.written === null || isAsked(file.written) ? [] : ['-RFO'])];
}

/** What the user has set is not set again. */
function runWords(run: RunChoices | undefined, effective: EffectiveOptions): string[] {
  const words: [string, string, number | null][] = [
    ['Work_Threads', '+WT', run?.threads ?? null],
    ['Max_Image_Buffer_Memory', '+MI', run?.imageMegabytes ?? null],
  ];
  return words.flatMap(([setting, word, value]) =>
    value === null || effective.find(setting) !== null ? [] : [`${word}${value}`],
  );
}

function fixedWords(
  { width, height, run }: RenderRequest,
  { rows, columns }: { rows: Rows; columns: Columns },
): string[] {
  const region = [`+SC${columns.first}`, `+EC${columns.last}`, `+SR${rows.first}`, `+ER${rows.last}`];
  const size = [`+W${width}`, `+H${height}`, ...region];
  // PNG, with the user's depth; no preview, which would replace pixels.
  const format = ['+FN', '+SP1', '+EP1'];
  const given = run?.given ?? null;
  const to = given === null ? '+O-' : `+O${output.image}`;
  // No display, no pause; all messages to stderr, with progress.
  return [
    ...size,
    ...format,
    to,
    '-D',
    '-P',
    given === null || given.length === 0 ? '-C' : '+C',
    '+GA',
    '+V',
  ];
}

/** Library folders that are relative to the user's folder, by the word that names them; null = no word. */
function relativeLibraries(
  { assignments }: ReadOptions,
  folder: string,
  paths: PovrayPaths,
): Map<string | null, string[]> {
  const words = new Map<string | null, string[]>();
  for (const [i, { setting, value, origin }] of assignments.entries()) {
    if (setting !== 'Library_Path' || isAbsolute(value)) continue;
    const word = `+L${paths.quote(resolve(folder, value), `library-${i}`)}`;
    words.set(origin.word, [...(words.get(origin.word) ?? []), word]);
  }
  return words;
}

/** A path as a value in an INI file. */
function asText(path: string): string {
  return /^["']/.test(path) ? path : `"${path}"`;
}

const ownIni = 'td-povray.ini';
/** A name without a folder, because POV-Ray may always write into the folder that it runs in. */
const output: OutputFiles = { image: 'td-image.png', state: 'td-image.pov-state' };
