import { basename, dirname } from 'node:path';
import type { Rows } from '@task-distributor/band';
import type { Columns } from '../block-layout.ts';
import type { RenderCommand } from '../render-command.ts';
import type { RenderRequest, Surroundings } from '../renderer.ts';
import type { OutputFiles, RunChoices } from '../run-choices.ts';
import { optionsElsewhere, optionsHere } from './given-options.ts';
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
 * of several values.
 * @param region rows to render
 * @throws InputError for a scene whose name cannot be written for POV-Ray
 */
export function povrayCommand(read: ReadRequest, region: Rows): RenderCommand {
  const { request, columns, options, surroundings, working } = read;
  const { run } = request;
  const onHost = (path: string): string => run?.elsewhere?.pathOnHost(path) ?? path;
  const paths = new PovrayPaths(onHost);
  const given = run?.elsewhere
    ? optionsElsewhere(options, surroundings, run.elsewhere, paths)
    : optionsHere(request.options, options, surroundings, paths);
  const effective = new EffectiveOptions(options);
  const args = [
    request.format,
    ...runWords(run, effective),
    ...given.words,
    ...sceneWords(request.scene, paths),
    ...radiosityWords(options, paths),
    ...unwantedFiles(effective).map(({ setting }) => `${setting}=`),
    ...fixedWords(request, { rows: region, columns }),
  ];
  return {
    program: request.program,
    args,
    env: {
      ...run?.env,
      ...given.env,
      ...(options.lastLibrary === null ? {} : { POVINC: paths.unquoted(options.lastLibrary, 'last') }),
    },
    contents: {
      folders: working.folders,
      files: given.files,
      copies: mapValues(working.copies, onHost),
      links: { ...mapValues(working.links, onHost), ...paths.links },
    },
    ...runFacts(run, effective),
    leftover,
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
  const continues = given === 'unknown' || (given !== null && given.length > 0);
  // No display, no pause; all messages to stderr, with progress.
  return [...size, ...format, to, '-D', '-P', continues ? '+C' : '-C', '+GA', '+V'];
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

/** In it, POV-Ray keeps an image that does not fit into its memory. */
const leftover = '/tmp/pov';
/** A name without a folder, because POV-Ray may always write into the folder that it runs in. */
const output: OutputFiles = { image: 'td-image.png', state: 'td-image.pov-state' };
