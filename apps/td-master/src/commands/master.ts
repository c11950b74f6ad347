import { type Band, rowsOf } from '@task-distributor/band';
import { Command, completionScript, type Settings, settingsCommand, Terminal, UsageError } from '@task-distributor/cli';
import { planBands } from '@task-distributor/partition';
import { checkPlanOfJob } from '../check/check-plans.ts';
import { runCheck } from '../check/run-check.ts';
import { printDryRun } from '../print-dry-run.ts';
import { jobFolderOf } from '../job-folder.ts';
import { masterObservers } from '../master-observers.ts';
import { checkFolderIsSeen } from '@task-distributor/work';
import { plansOf } from '../plans.ts';
import { pipelineText } from '../print-pipeline.ts';
import { readHosts } from '../read-hosts.ts';
import { runMaster } from '../run-master.ts';
import { schedulePlan } from '../schedule/schedule-plan.ts';
import { stagesOf } from '../stages.ts';

export class MasterCommand extends settingsCommand('td-master') {
  static override usage = Command.Usage({
    description: 'Render one image on several hosts',
    details: `
      Does the work of td-partition, td-dispatch, td-wait and td-compose in one process. Takes the options of the original's
      master and prints its lines on stdout. Without --hosts, the bands are rendered on this machine. Errors go to stderr. On
      a terminal, stderr also shows the progress of the job.

      If a host fails, another one tries its band again. If the job fails or is interrupted, whole parts are kept, and the
      same command with --resume continues with them.

      A host needs POV-Ray, and an sshd that takes your key. It is sent the scene and the files that the scene reads. Hosts
      that have td-worker, and share the folder of -p, use both.
    `,
    examples: [
      ['On this machine, in four bands', '$0 -n 4 -x 800 -y 600 --scene blob.pov -o blob.png'],
      ['On three hosts', '$0 -x 800 -y 600 --scene blob.pov --hosts pi110,pi111,pi112 -o blob.png'],
      ['On hosts that share a folder', '$0 -x 800 -y 600 -p /glusterfs/povray --hosts hosts.txt -c'],
      ['With anti-aliasing and 16 bit', '$0 -n 4 -x 800 -y 600 --scene blob.pov -o blob.png -- +A0.3 +FN16'],
      ['The same as a pipeline, for the shell', '$0 --print-pipeline -n 4 -x 800 -y 600 -p /tmp/job | sh'],
    ],
  });

  async execute(): Promise<number> {
    const start = performance.now();
    const { completion, hosts, weights, user, joblog, printPipeline, check, dryRun, tev } = this.settings;
    if (completion !== null) {
      this.context.stdout.write(completionScript(completion));
      return 0;
    }
    const options = this.context.afterDashes ?? [];
    const listed = await readHosts(hosts, weights, user);
    const folder = jobFolderOf(this.settings);
    const stages = stagesOf(this.#settingsForStages, listed, options, folder, new Date());
    const plans = plansOf(stages, listed, options);
    if (folder.isNew) await checkFolderIsSeen(plans.dispatch);
    if (dryRun) {
      if (printPipeline || check) {
        const other = check ? '--check' : '--print-pipeline';
        throw new UsageError(`Expected ${other} or --dry-run, got both`);
      }
      await printDryRun({ stages, plans, folder, options }, this.context);
      return 0;
    }
    if (printPipeline) {
      const env = this.context.env as NodeJS.ProcessEnv;
      this.context.stdout.write(pipelineText({ stages, folder, options }, env));
      return 0;
    }
    if (check) {
      const planned = planBands(plans.partition).map((band) => rowsOf(band)!);
      const output = { json: false, planned, warn: (line: string) => this.warn(line) };
      return runCheck(checkPlanOfJob(plans, folder), output, this.context);
    }
    const terminal = new Terminal(this.context);
    const warn = (line: string): void => terminal.besideBar(() => this.warn(line));
    if (this.settings.scene === null) warn(`no --scene: rendering ${stages.dispatch.values.scene}`);
    const schedule = schedulePlan(this.settings.schedule, stages, options);
    const create = (bands: readonly Band[]) =>
      masterObservers(
        plans,
        bands,
        { terminal, joblog, tev, schedule: schedule.how, start, warn },
        this.context,
      );
    await runMaster({ plans, schedule, folder }, { create, notify: warn }, this.context);
    return 0;
  }

  /** The commands of a pipeline get all that is in settings files on their command lines, so they read none. */
  get #settingsForStages(): Settings<'td-master'> {
    const { values, sources } = this.allSettings;
    if (!this.hasFiles) return { values, sources };
    return { values: { ...values, config: false }, sources: { ...sources, config: 'implied' } };
  }
}
