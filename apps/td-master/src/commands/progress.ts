import { exitCodes, InputError } from '@task-distributor/band';
import { Command, progressView, settingsCommand, writeLine } from '@task-distributor/cli';
import { SeenLines } from '../seen-lines.ts';

export class ProgressCommand extends settingsCommand('td-progress') {
  static override usage = Command.Usage({
    description: 'Show the progress of the bands that pass by',
    details: `
      Copies stdin to stdout, byte for byte, as it comes. Shows on stderr what happens to the bands: on a terminal, a line for each
      host, and the remaining time. Lines that are not about a band are only copied.
    `,
    examples: [
      [
        'Between td-wait and td-compose',
        '... | td-wait -p /tmp/job | $0 -y 600 | td-compose -y 600 -o blob.png',
      ],
      ['In a log', '... | td-wait -p /tmp/job | $0 --progress plain 2>> log | td-compose -y 600 -o blob.png'],
    ],
  });

  async execute(): Promise<number> {
    const { stdin, signal } = this.context;
    if ((stdin as Partial<NodeJS.ReadStream>).isTTY) {
      throw new InputError('Expected bands on stdin, got a terminal: pipe td-wait or td-dispatch into it');
    }
    const { progressStyle, height } = this.settings;
    const auto = { terminal: 'bar', elsewhere: 'plain' } as const;
    const view = await progressView({ style: progressStyle, auto, isQuiet: false }, this.place);
    const observer = view.observer(height);
    const seen = new SeenLines((band) => observer.see(band));
    try {
      for await (const chunk of stdin as AsyncIterable<Buffer>) {
        seen.add(chunk);
        await writeLine(this.records, chunk);
      }
      seen.end();
      signal.throwIfAborted();
    } finally {
      await observer.end?.();
    }
    return exitCodes.done;
  }
}
