import { basename, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { parseRows, type Rows } from '@task-distributor/band';
import {
  Command,
  Option,
  positiveInteger,
  readBands,
  requireOption,
  TdCommand,
  UsageError,
} from '@task-distributor/cli';
import { checkOutputName, composeBands, type Composed, composeParts } from '@task-distributor/imaging';
import { closeJob } from '@task-distributor/lockfile';
import { jobBeside, jobOfBands } from '../job-of-parts.ts';

interface CommonOptions {
  output: string | Writable;
  verify: boolean;
  durable: boolean;
}

export class ComposeCommand extends TdCommand {
  static override synopsis = '-o OUTPUT|- [-y HEIGHT] [-c -p FOLDER] [--verify] [PART...]';
  static override usage = Command.Usage({
    description: 'Put the parts together',
    details: `
      Reads bands from stdin, and stacks the parts of those that are done by their rows; -y says how many rows the whole
      image has, and all of them must be there, once. Or takes PARTs, and stacks them in the order given. Where a part is
      missing, broken or of another width, it says which and why, and there is no output. The image appears under its name
      when it is whole.
    `,
    examples: [
      ['As the last of four steps', '... | td-wait -p /tmp/job | $0 -y 600 -o blob.png'],
      [
        "Parts of the original's workers",
        '$0 -o blob.png /glusterfs/povray/pi110.png /glusterfs/povray/pi111.png',
      ],
    ],
  });

  output = Option.String('-o', { description: 'the file to write; - is stdout' });
  height = Option.String('-y', { validator: positiveInteger, description: 'rows of the whole image' });
  clean = Option.Boolean('-c', false, {
    description: 'afterwards remove the parts and the lockfile from FOLDER',
  });
  folder = Option.String('-p', { description: 'the job folder, for -c' });
  verify = Option.Boolean('--verify', false, {
    description: 'decode every part, also those that are marked as whole',
  });
  parts = Option.Rest({ name: 'PART' });

  async execute(): Promise<number> {
    const output = requireOption(this.output, '-o OUTPUT');
    const { stdout } = this.context;
    if (output !== '-') checkOutputName(output);
    else if ((stdout as Partial<NodeJS.WriteStream>).isTTY) {
      throw new UsageError('Expected -o FILE, or a pipe: an image on a terminal helps nobody');
    }
    if (this.clean !== (this.folder !== undefined))
      throw new UsageError('Expected -c and -p FOLDER together, got one');
    const target = output === '-' ? stdout : output;
    // While the parts stay, a power cut costs nothing: the image can be composed again.
    const options = { output: target, verify: this.verify, durable: this.clean };
    const { parts } =
      this.parts.length > 0 ? await this.#composeParts(options) : await this.#composeBands(options);
    if (this.folder !== undefined) await closeJob(resolve(this.folder), parts);
    return 0;
  }

  async #composeParts(options: CommonOptions): Promise<Composed> {
    const height = this.height === undefined ? {} : { height: this.height };
    const job = await jobBeside(this.parts[0]!);
    return composeParts(this.parts, { ...options, ...height, job, rowsByName }, this.context.signal);
  }

  async #composeBands(options: CommonOptions): Promise<Composed> {
    const { signal } = this.context;
    const height = requireOption(this.height, '-y HEIGHT with bands on stdin');
    const { bands, job } = await jobOfBands(readBands(this.context), signal);
    return composeBands(bands, { ...options, height, job }, signal);
  }
}

/** The rows in a part's name; null when it has another name. */
function rowsByName(path: string): Rows | null {
  const [, first, last] = /^rows-0*(\d+)-0*(\d+)\.png$/.exec(basename(path)) ?? [];
  return first === undefined ? null : parseRows(`${first}-${last}`);
}
