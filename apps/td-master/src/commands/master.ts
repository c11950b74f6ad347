import { availableParallelism } from 'node:os';
import {
  Command,
  Option,
  positiveInteger,
  requireOption,
  TdCommand,
  UsageError,
} from '@task-distributor/cli';
import { readHostList } from '@task-distributor/remote';
import { checkVia } from '../check-via.ts';
import { defaultOutput, defaultScene } from '../master-defaults.ts';
import { pipelineText } from '../print-pipeline.ts';
import { takeoverOf } from '../run-dispatch.ts';
import { runMaster } from '../run-master.ts';

export class MasterCommand extends TdCommand {
  static override synopsis =
    '-n N -x WIDTH -y HEIGHT -p FOLDER [-f] [-c] [--scene FILE] [-o OUTPUT] [--hosts LIST|FILE] [--via local] [--jobs N] [--worker COMMAND] [--print-pipeline] [-- POV-RAY OPTIONS]';
  static override takesWordsAfterDashes = true;
  static override usage = Command.Usage({
    description: 'Split one image over several hosts, and put it together again',
    details: `
      Does in one process what td-partition, td-dispatch, td-wait and td-compose do one after the other, with the original
      master's options and its lines on stdout. Without --hosts the bands are rendered on this machine. Errors go to stderr;
      there, on a terminal, it also shows how far it is.
    `,
    examples: [
      ['On this machine, in four bands', '$0 -n 4 -x 800 -y 600 -p /tmp/job --scene blob.pov -o blob.png -c'],
      [
        'With anti-aliasing and 16 bit',
        '$0 -n 4 -x 800 -y 600 -p /tmp/job --scene blob.pov -o blob.png -c -- +A0.3 +FN16',
      ],
      ['The same as a pipeline, for the shell', '$0 --print-pipeline -n 4 -x 800 -y 600 -p /tmp/job | sh'],
    ],
  });

  nodes = Option.String('-n', { validator: positiveInteger, description: 'N nodes: so many bands' });
  width = Option.String('-x', { validator: positiveInteger, description: 'columns of the image' });
  height = Option.String('-y', { validator: positiveInteger, description: 'rows of the image' });
  folder = Option.String('-p', { description: 'the job folder: for the lockfile and the parts' });
  force = Option.Counter('-f', 0, {
    description: 'take over the lockfile of a job that is gone; -ff: of any job',
  });
  clean = Option.Boolean('-c', false, { description: 'afterwards remove the parts and the lockfile' });
  scene = Option.String('--scene', { description: "the POV-Ray scene; else the original's, or an example" });
  output = Option.String('-o', {
    description: 'the image to write; else /tmp/output_..., as the original names it',
  });
  hosts = Option.String('--hosts', {
    description: 'a file with one [slots/][user@]host[:port] a line, or a list separated by commas',
  });
  via = Option.String('--via', {
    description: 'how workers are started: local, on this machine (the default)',
  });
  jobs = Option.String('--jobs', {
    validator: positiveInteger,
    description: 'so many workers at once at most; else the number of processors',
  });
  worker = Option.String('--worker', {
    description: 'the command line of the worker; else the one that came along',
  });
  printPipeline = Option.Boolean('--print-pipeline', false, {
    description: 'print the four steps, and do nothing',
  });

  async execute(): Promise<number> {
    const start = performance.now();
    checkVia(this.via);
    const width = requireOption(this.width, '-x WIDTH');
    const height = requireOption(this.height, '-y HEIGHT');
    const folder = requireOption(this.folder, '-p FOLDER');
    const hosts = this.hosts === undefined ? null : await readHostList(this.hosts);
    const nodes = requireOption(this.nodes ?? hosts?.length, '-n N');
    if (hosts && nodes > hosts.length) {
      throw new UsageError(
        `Expected -n of at most ${hosts.length}, as there are ${hosts.length} hosts, got ${nodes}`,
      );
    }
    if (nodes > height)
      throw new UsageError(`Expected at most one band for each of the ${height} rows, got ${nodes} bands`);
    const request = {
      ...{ nodes, width, height, folder, worker: this.worker, jobs: this.jobs, clean: this.clean },
      scene: this.scene ?? defaultScene(),
      output: this.output ?? defaultOutput(width, height, nodes, new Date()),
      povrayOptions: this.context.afterDashes ?? [],
    };
    if (this.printPipeline) {
      const more = {
        hosts: this.hosts,
        via: this.via ?? 'local',
        jobs: this.jobs ?? availableParallelism(),
        force: this.force,
      };
      this.context.stdout.write(pipelineText({ ...request, ...more }, this.context.env));
      return 0;
    }
    const addresses = hosts?.map(({ address }) => address) ?? null;
    await runMaster(
      { ...request, addresses, takeover: takeoverOf(this.force), join: false, start },
      this.context,
      (message) => this.say(message),
    );
    return 0;
  }
}
