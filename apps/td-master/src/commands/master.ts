import { rowsOf } from '@task-distributor/band';
import {
  Command,
  completionScript,
  progressView,
  type Settings,
  settingsCommand,
} from '@task-distributor/cli';
import { planBands } from '@task-distributor/partition';
import { checkFolderIsSeen } from '@task-distributor/work';
import { runBench } from '../bench/run-bench.ts';
import { checkPlanOfJob } from '../check/check-plans.ts';
import { ownChecks } from '../check/own-checks.ts';
import { runCheck } from '../check/run-check.ts';
import { checkModes } from '../check-modes.ts';
import { jobFolderOf } from '../job-folder.ts';
import { type PreparedJob, prepareJob } from '../prepare-job.ts';
import { printDryRun } from '../print-dry-run.ts';
import { pipelineText } from '../print-pipeline.ts';
import { readHosts } from '../read-hosts.ts';
import { runJob } from '../run-job.ts';
import { speedsPath } from '../speeds/speeds-file.ts';
import { withRememberedSpeeds } from '../speeds/with-remembered-speeds.ts';

export class MasterCommand extends settingsCommand('td-master') {
  static override usage = Command.Usage({
    description: 'Render one image on several hosts',
    details: `
      Does the work of td-partition, td-dispatch, td-wait and td-compose in one process. Takes the options of the original's
      master and prints its lines on stdout. Without --hosts, the bands are rendered on this machine. Errors go to stderr. On
      a terminal, stderr also shows the progress of the job; --progress plain brings back the original's lines there.

      If a host fails, another one tries its band again. If the job fails or is interrupted, whole parts are kept, and the
      same command with --resume continues with them.

      A host needs POV-Ray, and an sshd that accepts your key. It is sent the scene and the files that the scene reads. Hosts
      that have td-worker, and share the folder of -p, use both.
    `,
    examples: [
      ['On this machine, in four bands', '$0 -n 4 -x 800 -y 600 --scene blob.pov -o blob.png'],
      ['On three hosts', '$0 -x 800 -y 600 --scene blob.pov --hosts pi110,pi111,pi112 -o blob.png'],
      ['On hosts that share a folder', '$0 -x 800 -y 600 -p /glusterfs/povray --hosts hosts.txt -c'],
      ['With anti-aliasing and 16 bit', '$0 -n 4 -x 800 -y 600 --scene blob.pov -o blob.png -- +A0.3 +FN16'],
      [
        'How much faster more hosts are',
        '$0 -x 800 -y 600 --scene blob.pov --hosts hosts.txt --bench 1,2,4,8 --runs 5',
      ],
      ['The same as a pipeline, for the shell', '$0 --print-pipeline -n 4 -x 800 -y 600 -p /tmp/job | sh'],
    ],
  });

  async execute(): Promise<number> {
    const start = performance.now();
    const { completion, hosts, weights, user, bench } = this.settings;
    if (completion !== null) {
      this.context.stdout.write(completionScript(completion));
      return 0;
    }
    checkModes(this.allSettings);
    const options = this.context.afterDashes ?? [];
    const listed = await readHosts(hosts, weights, user);
    if (bench !== null) {
      const series = { settings: this.#settingsForStages, counts: bench, listed, options };
      await runBench(series, (line) => this.warn(line), this.context);
      return 0;
    }
    const hostsOfJob = { settings: this.#settingsForStages, listed };
    const weighted = await withRememberedSpeeds(hostsOfJob, this.#speedsFile);
    const job = prepareJob(weighted.settings, weighted.listed, options, jobFolderOf(this.settings));
    if (job.folder.isNew) await checkFolderIsSeen(job.plans.dispatch);
    return this.#use(job, start);
  }

  /** Runs the job, or only says what it would do. @param start on the clock of performance.now() @returns the exit code */
  async #use(job: PreparedJob, start: number): Promise<number> {
    const { printPipeline, dryRun, check, json } = this.settings;
    const warn = (line: string): void => this.warn(line);
    if (check) {
      const planned = planBands(job.plans.partition).map((band) => rowsOf(band)!);
      const own = ownChecks(job.plans, this.settings.joblog);
      return runCheck(checkPlanOfJob(job.plans, job.folder), { json, planned, own, warn }, this.context);
    }
    if (dryRun) await printDryRun(job, this.context);
    else if (printPipeline) {
      this.context.stdout.write(pipelineText(job, this.context.env as NodeJS.ProcessEnv));
    } else await this.#run(job, start);
    return 0;
  }

  async #run(job: PreparedJob, start: number): Promise<void> {
    const { scene, joblog, report, tev, progressStyle, quiet } = this.settings;
    const auto = { terminal: 'bar', elsewhere: 'none' } as const;
    const progress = await progressView({ style: progressStyle, auto, isQuiet: quiet }, this.place);
    if (scene === null && !quiet)
      progress.notify(`no --scene: rendering ${job.stages.dispatch.values.scene}`);
    const files = { joblog, report, speeds: this.#speedsFile };
    await runJob(job, { outputs: this.outputs, progress, quiet, start, files, tev }, this.context);
  }

  get #speedsFile(): string | null {
    return this.settings.remember ? speedsPath(this.context.env as NodeJS.ProcessEnv) : null;
  }

  /** The commands of a pipeline get all that is in settings files on their command lines, so they read none. */
  get #settingsForStages(): Settings<'td-master'> {
    const { values, sources } = this.allSettings;
    if (!this.hasFiles) return { values, sources };
    return { values: { ...values, config: false }, sources: { ...sources, config: 'implied' } };
  }
}
