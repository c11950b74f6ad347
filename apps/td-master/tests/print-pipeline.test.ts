import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommand, type Settings, settings, type TdContext } from '@task-distributor/cli';
import { type ListedHost, launchers, quoteArgument } from '@task-distributor/remote';
import { temporaryFolder } from '@task-distributor/testing';
import { workerKindNames } from '@task-distributor/work';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ComposeCommand } from '../src/commands/compose.ts';
import { DispatchCommand } from '../src/commands/dispatch.ts';
import { MasterCommand } from '../src/commands/master.ts';
import { PartitionCommand } from '../src/commands/partition.ts';
import { ProbeCommand } from '../src/commands/probe.ts';
import { WaitCommand } from '../src/commands/wait.ts';
import { jobFolderOf } from '../src/job-folder.ts';
import { plansOf, type StagePlans } from '../src/plans.ts';
import { pipelineText } from '../src/print-pipeline.ts';
import { readHosts } from '../src/read-hosts.ts';
import { type Stages, stagesOf } from '../src/stages.ts';
import { commandLine, type CommandLine } from './command-line.ts';

/** Number of command lines in each run of a property: one shell splits them all. */
const batch = 50;

const folder = temporaryFolder();

test('the output of --print-pipeline gives the same plans, for any command line', async () => {
  const lines = fc.array(commandLine, { minLength: batch, maxLength: batch });
  await fc.assert(
    fc.asyncProperty(lines, async (batchOfLines) => {
      const masters = await Promise.all(batchOfLines.map(planMaster));
      const words = splitByShell(masters);
      for (const [i, { env, listed, plans, values, text }] of masters.entries()) {
        expect(parsePipeline(words[i]!, env, listed), text).toEqual({ plans, values });
        // The settings from the environment are on the command lines now.
        expect(parsePipeline(words[i]!, {}, listed), text).toEqual({ plans, values });
      }
    }),
    // No shrinking, which would take minutes: the message names the wrong command line.
    { numRuns: 8, endOnFailure: true },
  );
});

test('--via has the names of the launchers', () => {
  expect([...settings.via.choices]).toEqual(Object.keys(launchers));
});

test('--worker-kind has the names of the kinds of workers', () => {
  expect(new Set(settings.workerKind.choices)).toEqual(new Set(workerKindNames));
});

/** The plans of td-master, and the pipeline that it prints. */
async function planMaster({ words, options, env }: CommandLine) {
  const command = parseCommand(MasterCommand, [...words, '--', ...options], contextOf(env));
  const { hosts, weights, user } = command.settings;
  const listed = await readHosts(hosts, weights, user);
  const folder = jobFolderOf(command.settings);
  const stages = stagesOf(command.allSettings, listed, options, folder, new Date());
  const plans = plansOf(stages, listed, options);
  const text = pipelineText({ stages, folder, options }, env);
  return { env, listed, plans, values: valuesOf(stages), text, folder: folder.path };
}

interface Pipeline {
  readonly plans: StagePlans;
  readonly values: Values;
}

type Values = { readonly [Stage in keyof Stages]: NonNullable<Stages[Stage]>['values'] | null };

function valuesOf({ probe, partition, dispatch, wait, compose }: Stages): Values {
  return {
    probe: probe === null ? null : whereverItRuns(probe.values),
    partition: partition.values,
    dispatch: dispatch.values,
    wait: wait.values,
    compose: compose.values,
  };
}

/** What is only for hosts, and may come from the environment, does not matter without them. */
function whereverItRuns(values: Settings<'td-probe'>['values']): Settings<'td-probe'>['values'] {
  return values.hosts === null
    ? { ...values, user: null, worker: null, via: 'auto', acceptNew: false }
    : values;
}

/** The plans of the four commands. */
function parsePipeline(
  [probe, partition, dispatch, wait, compose]: CommandWords,
  env: Record<string, string>,
  listed: readonly ListedHost[],
): Pipeline {
  const context = contextOf(env);
  const dispatcher = parseCommand(DispatchCommand, dispatch, context);
  const stages: Stages = {
    probe: probe === null ? null : parseCommand(ProbeCommand, probe, context).allSettings,
    partition: parseCommand(PartitionCommand, partition, context).allSettings,
    dispatch: dispatcher.allSettings,
    wait: parseCommand(WaitCommand, wait, context).allSettings,
    compose: parseCommand(ComposeCommand, compose, context).allSettings satisfies Settings<'td-compose'>,
  };
  const options = dispatcher.context.afterDashes ?? [];
  return { plans: plansOf(stages, listed, options), values: valuesOf(stages) };
}

/** td-probe is not in every pipeline. */
type CommandWords = [string[] | null, string[], string[], string[], string[]];

/** The arguments that a POSIX shell gives the four commands of each text. */
function splitByShell(masters: readonly { text: string; folder: string }[]): CommandWords[] {
  const commands = ['td-probe', 'td-partition', 'td-dispatch', 'td-wait', 'td-compose'];
  const script = [
    'rm -f -- *-td-*',
    'show() { printf "%s\\0" "$@" >"$case-$1"; }',
    ...commands.map((command) => `alias ${command}='show ${command}'`),
    'rmdir() { :; }',
    ...masters.flatMap(({ text, folder: job }, i) => [
      `case=${i}`,
      `mktemp() { printf %s ${quoteArgument(job)}; }`,
      text.trimEnd(),
    ]),
  ];
  execFileSync('dash', ['-s'], { cwd: folder, input: script.join('\n') });
  return masters.map(
    (_, i) =>
      commands.map((command) => {
        const path = join(folder, `${i}-${command}`);
        return existsSync(path) ? readFileSync(path, 'utf8').split('\0').slice(1, -1) : null;
      }) as CommandWords,
  );
}

function contextOf(env: Record<string, string>): TdContext {
  return { env } as unknown as TdContext;
}
