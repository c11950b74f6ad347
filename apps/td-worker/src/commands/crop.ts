import { formatRows, InputError } from '@task-distributor/band';
import { Command, settingsCommand } from '@task-distributor/cli';
import { cropImage } from '@task-distributor/imaging';

export class CropCommand extends settingsCommand('td-crop') {
  static override usage = Command.Usage({
    description: 'Cut rows out of an image',
    details: `
      Writes exactly the rows A to B, counted from 1, both included, with the depth, the channels and the colour metadata
      of the input. Samples are not converted, unless the name of OUTPUT ends in .jpg, .webp or .avif, which are lossy
      formats. Without INPUT, or with -, it reads stdin; without -o, or with -, it writes to stdout. INPUT and OUTPUT may be
      the same file: the output appears under its name only when it is whole.

      With anti-aliasing, a band that POV-Ray has rendered alone differs from the uncut picture at its edges: render whole
      blocks of 32 rows and cut the band out, or use td-worker.

      td-compose decodes and checks every part that does not belong to its job. --job marks the part as belonging to a job.
    `,
    examples: [
      ['The second of four bands of 600 rows', '$0 --rows 151-300 blob.png -o part.png'],
      [
        'From the renderer, without a temporary file',
        'povray blob.pov +W800 +H600 +SR151 +ER300 -D +O- | $0 --rows 151-300 > part.png',
      ],
    ],
  });

  async execute(): Promise<number> {
    const { rows, output, job } = this.settings;
    const { stdin, stdout, signal, operands } = this.context;
    const [input = '-'] = operands;
    if (input === '-' && (stdin as Partial<NodeJS.ReadStream>).isTTY) {
      throw new InputError('Expected an image on stdin, got a terminal: name a file, or pipe one in');
    }
    if (output === '-' && (stdout as Partial<NodeJS.WriteStream>).isTTY) {
      throw new InputError(`Expected -o OUTPUT or a pipe for rows ${formatRows(rows)}, got a terminal`);
    }
    const mark = { ...rows, job };
    await cropImage(input === '-' ? stdin : input, output === '-' ? stdout : output, { rows, mark, signal });
    return 0;
  }
}
