import {
  Command,
  nonNegativeNumber,
  Option,
  positiveInteger,
  positiveNumber,
  requireOption,
  UsageError,
} from '@task-distributor/cli';
import { readHostList } from '@task-distributor/remote';
import { defaultOutput, defaultScene } from '../master-defaults.ts';
import { pipelineText } from '../print-pipeline.ts';
import { runMaster } from '../run-master.ts';
import { WorkerOptionsCommand } from '../worker-options.ts';

export class MasterCommand extends WorkerOptionsCommand {
  static override synopsis =
    '-n N -x WIDTH -y HEIGHT -p FOLDER [-f] [-c] [--scene FILE] [-o OUTPUT] [--hosts LIST|FILE] [--via WAY] [--accept-new] [--jobs N] [--worker COMMAND] [--worker-kind KIND] [--worker-folder FOLDER] [--compat] [--retries N] [--no-reassign] [--timeout SECONDS] [--stall SECONDS] [--deadline SECONDS] [--grace SECONDS] [--resume] [--joblog FILE] [--print-pipeline] [-- POV-RAY OPTIONS]';
  static override takesWordsAfterDashes = true;
  static override usage = Command.Usage({
    description: 'Split one image over several hosts, and put it together again',
    details: `
      Does in one process what td-partition, td-dispatch, td-wait and td-compose do one after the other, with the original
      master's options and its lines on stdout. Without --hosts the bands are rendered on this machine. Errors go to stderr;
      there, on a terminal, it also shows how far it is.

      A band whose host fails is tried again on another one. When the job fails or is interrupted, the parts that are whole
      stay, and the same command with --resume goes on from there.
    `,
    examples: [
      ['On this machine, in four bands', '$0 -n 4 -x 800 -y 600 -p /tmp/job --scene blob.pov -o blob.png -c'],
      ['On eight hosts', '$0 -n 8 -x 800 -y 600 -p /glusterfs/povray --hosts hosts.txt -c'],
      [
        'With anti-aliasing and 16 bit',
        '$0 -n 4 -x 800 -y 600 -p /tmp/job --scene blob.pov -o blob.png -c -- +A0.3 +FN16',
      ],
      ['The same as a pipeline, for the shell', '$0 --print-pipeline -n 4 -x 800 -y 600 -p /tmp/job | sh'],
    ],
  });

  nodes = Option.String('-n', {
    validator: positiveInteger,
    description: 'N nodes: so many bands; else one for each host',
  });
  clean = Option.Boolean('-c', false, { description: 'afterwards remove the parts and the lockfile' });
  scene = Option.String('--scene', { description: "the POV-Ray scene; else the original's, or an example" });
  output = Option.String('-o', {
    description: 'the image to write; else /tmp/output_..., as the original names it',
  });
  reassign = Option.Boolean('--reassign', true, {
    description: 'try a band whose host has failed on another one; --no-reassign: only there',
  });
  deadline = Option.String('--deadline', {
    validator: positiveNumber,
    description: 'give the whole job up after so many seconds: exit code 124',
  });
  grace = Option.String('--grace', '10', {
    validator: nonNegativeNumber,
    description: 'so long may the line take after the worker has ended; 10',
  });
  printPipeline = Option.Boolean('--print-pipeline', false, {
    description: 'print the four steps, and do nothing',
  });

  async execute(): Promise<number> {
    const start = performance.now();
    const listed = this.hosts === undefined ? [] : await readHostList(this.hosts);
    const nodes = requireOption(this.nodes ?? (listed.length || undefined), '-n N');
    if (listed.length > 0 && nodes > listed.length) {
      throw new UsageError(
        `Expected -n of at most ${listed.length}, as there are ${listed.length} hosts, got ${nodes}`,
      );
    }
    if (this.output === '-')
      throw new UsageError(
        '-o: Expected a file, as stdout tells how far it is; td-compose can write to stdout',
      );
    const scene = this.scene ?? defaultScene();
    const request = this.dispatchRequest({ scene, listed, join: false, reassign: this.reassign });
    if (nodes > request.height) {
      throw new UsageError(
        `Expected at most one band for each of the ${request.height} rows, got ${nodes} bands`,
      );
    }
    const master = {
      ...request,
      ...{
        nodes,
        start,
        clean: this.clean,
        graceSeconds: this.grace,
        deadlineSeconds: this.deadline ?? null,
      },
      output: this.output ?? defaultOutput(request.width, request.height, nodes, new Date()),
    };
    if (this.printPipeline) {
      this.context.stdout.write(pipelineText(master, this.hosts, this.force, this.context.env));
      return 0;
    }
    await runMaster(master, this.context, (message) => this.say(message));
    return 0;
  }
}
