import { formatRows, InputError, isJobId, parseRows } from '@task-distributor/band';
import { Command, Option, requireOption, TdCommand } from '@task-distributor/cli';
import { cropImage } from '@task-distributor/imaging';

export class CropCommand extends TdCommand {
  static override synopsis = '--rows A-B [INPUT|-] [-o OUTPUT|-] [--job ID]';
  static override usage = Command.Usage({
    description: 'Cut rows out of an image',
    details: `
      Writes exactly the rows A to B, counted from 1, both included, with the depth, the channels and the colour metadata
      of the input. Samples are not converted (where OUTPUT's name ends in .jpg, .webp or .avif, they are packed with loss).
      td-compose looks into a part that is not of its job before it joins it: --job says of which it is. Without INPUT, or
      with -, it reads stdin; without -o, or with -, it writes to stdout. INPUT and OUTPUT may be the same file: the output appears under its name only when it is whole.
    `,
    examples: [
      ['The second of four bands of 600 rows', '$0 --rows 151-300 blob.png -o part.png'],
      [
        'Out of the renderer, without a file between',
        'povray blob.pov +W800 +H600 +SR151 +ER300 -D +O- | $0 --rows 151-300 > part.png',
      ],
    ],
  });

  rows = Option.String('--rows', { description: 'first and last row, from 1 on, both included: 151-300' });
  output = Option.String('-o', '-', { description: 'the file to write; - is stdout' });
  job = Option.String('--job', {
    description: 'the job that the part is of, by the id in .td-job.json: td-compose then joins it unseen',
  });
  input = Option.String({ required: false, name: 'INPUT' });

  async execute(): Promise<number> {
    const text = requireOption(this.rows, '--rows A-B');
    const rows = parseRows(text);
    if (rows === null)
      throw new InputError(`--rows: Expected first and last row, such as 151-300, got "${text}"`);
    const job = this.job ?? null;
    if (job !== null && !isJobId(job)) {
      const got = job.length > 100 ? `${job.length} characters` : `"${job}"`;
      throw new InputError(
        `--job: Expected the ID of a job, at most 100 letters, digits, dots, dashes and underscores, got ${got}`,
      );
    }
    const { stdin, stdout, signal } = this.context;
    const input = this.input ?? '-';
    if (input === '-' && (stdin as Partial<NodeJS.ReadStream>).isTTY) {
      throw new InputError('Expected an image on stdin, got a terminal: name a file, or pipe one in');
    }
    if (this.output === '-' && (stdout as Partial<NodeJS.WriteStream>).isTTY) {
      throw new InputError(
        `Expected -o OUTPUT: rows ${formatRows(rows)} of an image on a terminal help nobody`,
      );
    }
    await cropImage(input === '-' ? stdin : input, this.output === '-' ? stdout : this.output, {
      rows,
      mark: { ...rows, job },
      signal,
    });
    return 0;
  }
}
