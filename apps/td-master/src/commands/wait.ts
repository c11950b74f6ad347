import { resolve } from 'node:path';
import { type Band, describeBand, exitCodes, isBand, type JobEvent, TdError } from '@task-distributor/band';
import {
  Command,
  nonNegativeNumber,
  Option,
  positiveNumber,
  readBands,
  requireOption,
  TdCommand,
  writeBands,
} from '@task-distributor/cli';
import { waitForBands, waitForHosts } from '@task-distributor/lockfile';

export class WaitCommand extends TdCommand {
  static override synopsis = '-p FOLDER [HOST...] [--deadline SECONDS] [--grace SECONDS] [--json]';
  static override usage = Command.Usage({
    description: "Wait for the bands' lines in the lockfile",
    details: `
      Reads bands from stdin, or takes host names, and follows FOLDER/lockfile. Prints each band as done, with its part's
      path, as soon as its line is there and its part too; host names come in the order in which they are given. Bands that
      have failed are passed on, and then the exit code is 1. It never changes the folder.
    `,
    examples: [
      ['As the third of four steps', '... | $0 -p /tmp/job | td-compose -y 600 -o blob.png'],
      ["For the original's workers", '$0 -p /glusterfs/povray pi110 pi111 pi112'],
    ],
  });

  folder = Option.String('-p', { description: 'the job folder' });
  deadline = Option.String('--deadline', {
    validator: positiveNumber,
    description: 'give up after so many seconds: exit code 124',
  });
  grace = Option.String('--grace', '10', {
    validator: nonNegativeNumber,
    description: 'so long may the line take after the worker has ended; 10',
  });
  json = Option.Boolean('--json', false, { description: 'write JSON lines' });
  hosts = Option.Rest({ name: 'HOST' });

  async execute(): Promise<number> {
    // Absolute, so that whoever reads the parts' paths may be anywhere.
    const folder = resolve(requireOption(this.folder, '-p FOLDER'));
    const options = {
      folder,
      graceSeconds: this.grace,
      ...(this.deadline === undefined ? {} : { deadlineSeconds: this.deadline }),
    };
    const { signal } = this.context;
    const told = new Set<string>();
    const failed = new Map<string, Band>();
    let isEmpty = true;
    const note = (band: Band) => {
      isEmpty = false;
      if (band.state === 'failed') failed.set(nameOf(band), band);
      else failed.delete(nameOf(band));
    };
    const done =
      this.hosts.length > 0
        ? waitForHosts(this.hosts, options, signal)
        : onlyBands(waitForBands(noteFailed(readBands(this.context), told), options, signal));
    try {
      await writeBands(done, this.context, { json: this.json, see: note });
    } finally {
      // What came in as failed has been said by whoever found it.
      for (const band of failed.values()) {
        if (!told.has(nameOf(band))) this.say(`${describeBand(band)}: ${band.info ?? 'failed'}`);
      }
    }
    if (isEmpty) throw new TdError('Expected at least one band on stdin, got none', { code: 'E_EMPTY' });
    if (failed.size > 0) this.say(`${failed.size === 1 ? '1 band has' : `${failed.size} bands have`} failed`);
    return failed.size > 0 ? exitCodes.failed : exitCodes.done;
  }
}

function nameOf(band: Band): string {
  return band.first === null ? (band.host ?? '-') : `${band.first}-${band.last}`;
}

async function* onlyBands(events: AsyncIterable<JobEvent>): AsyncGenerator<Band> {
  for await (const event of events) if (isBand(event)) yield event;
}

/** The same bands; those that come in as failed are remembered by name. */
async function* noteFailed(bands: AsyncIterable<Band>, names: Set<string>): AsyncGenerator<Band> {
  for await (const band of bands) {
    if (band.state === 'failed') names.add(nameOf(band));
    else names.delete(nameOf(band));
    yield band;
  }
}
