import { formatRows, type Rows } from '@task-distributor/band';
import { partName } from '@task-distributor/lockfile';
import { type HostAddress, quoteArgument, quoteCommand } from '@task-distributor/remote';
import { type FolderContents, rendererFor } from '@task-distributor/render';
import { pathInPackage } from '../../send/scene-package.ts';
import { surroundingsOfProcess } from '../../surroundings.ts';
import { commandFor } from '../command-for.ts';
import type { WorkerContext } from '../worker-kind.ts';

/** Where a person puts the files of a scene on a host. */
export function folderByHand(job: WorkerContext['job']): string {
  return `/tmp/td-by-hand-${job.id}`;
}

/**
 * Lets a host run the renderer for a band, and cuts the part out here. What the host chooses once it is known is left out: threads, memory,
 * and a state file.
 */
export function bareByHand(context: WorkerContext, rows: Rows, host: HostAddress): string {
  const { image, job, renderer, launcher } = context;
  const needs = rendererFor(image.scene);
  const place = folderByHand(job);
  const isHere = launcher.wayTo(host).isHere;
  const elsewhere = {
    pathOnHost: (path: string) => (isHere ? path : pathInPackage(place, path)),
    defaultOptions: null,
  };
  const run = { given: null, threads: null, imageMegabytes: null, env: {}, elsewhere };
  const [program = ''] = needs.host.programs(renderer);
  const { command } = needs.render({ ...image, program, rows, format: '+FN', run }, surroundingsOfProcess());
  const folder = `${place}/rows-${formatRows(rows)}`;
  const env = Object.entries(command.env).map(([name, value]) => `${name}=${value}`);
  const words = [...(env.length === 0 ? [] : ['env', ...env]), command.program, ...command.args];
  const steps = [...stepsInto(folder, command.contents), quoteCommand(words)];
  const crop = ['td-crop', '--rows', formatRows(rows)];
  const mark = ['td-mark-done', '-p', job.folder, '--host', host.name, '--rows', formatRows(rows)];
  const part = quoteArgument(`${job.folder}/${partName(rows)}`);
  return `${commandFor(launcher, host, steps.join(' && '))} | ${quoteCommand(crop)} > ${part} && ${quoteCommand(mark)}`;
}

/** Makes the folder that the renderer runs in, with what is in it at first. */
function stepsInto(folder: string, { folders, files, copies, links }: FolderContents): string[] {
  return [
    ['mkdir', '-p', folder],
    ['cd', folder],
    ...folders.map((name) => ['mkdir', '-p', name]),
    ...Object.entries(copies).map(([name, path]) => ['cp', path, name]),
    ...Object.entries(links).map(([name, path]) => ['ln', '-sf', path, name]),
  ]
    .map((words) => quoteCommand(words))
    .concat(
      Object.entries(files).map(([name, text]) => `${quoteCommand(linesOf(text))} > ${quoteArgument(name)}`),
    );
}

/** A command that prints the lines of a text, without a newline in itself: the host's login shell may be any. */
function linesOf(text: string): string[] {
  return ['printf', '%s\\n', ...text.replace(/\n$/, '').split('\n')];
}
