import { parseCommand, type TdContext } from '@task-distributor/cli';
import { expect, test } from 'vitest';
import { DispatchCommand } from '../src/commands/dispatch.ts';
import { MasterCommand } from '../src/commands/master.ts';
import { PartitionCommand } from '../src/commands/partition.ts';
import type { JobFolder } from '../src/job-folder.ts';
import { composePlan, dispatchPlan, partitionPlan, plansOf, waitPlan } from '../src/plans.ts';
import { pipelineText } from '../src/print-pipeline.ts';
import { stagesOf } from '../src/stages.ts';

const now = new Date(2026, 10, 22, 12, 0, 0);
const context = { env: {} } as unknown as TdContext;
const required = '-x 80 -y 60 -p job';
const two = ['pi110', 'pi111'].map((name) => ({
  address: { user: 'pi', name, port: 22 },
  slots: 2,
  weight: 1,
}));

const master = (words: string) =>
  parseCommand(MasterCommand, `${required} ${words}`.trim().split(' '), context);
const dispatch = (words: string) =>
  parseCommand(DispatchCommand, `${required} --scene a.pov ${words}`.trim().split(' '), context).settings;
const partitionSettings = (words: string) =>
  parseCommand(PartitionCommand, `-y 60 ${words}`.split(' '), context).settings;
const named: JobFolder = { path: 'job', isTemporary: false, isNew: false, isForOneRun: false };
const stages = (words: string, hosts: typeof two = []) =>
  stagesOf(master(words).allSettings, hosts, [], named, now);

test('what is sent besides the files of the scene comes with the plan, also through a pipeline', () => {
  const send = (words: string) => dispatchPlan(dispatch(words), [], []).send;
  expect(send('')).toEqual({ paths: [], limitBytes: 2 ** 28 });
  const words = '--send maps --send=-x.inc --send-limit 1G';
  expect(send(words)).toEqual({ paths: ['maps', '-x.inc'], limitBytes: 2 ** 30 });
  expect(pipelineText({ stages: stages(`-n 2 ${words}`), folder: named, options: [] }, {})).toContain(
    '--send maps --send=-x.inc --send-limit 1024',
  );
});

test('a partition has the given number of bands, or one for each host', () => {
  const even = { height: 60, cut: 'even', costs: null, grid: 1 };
  expect(partitionPlan(partitionSettings('-n 3'), [])).toEqual({ ...even, count: 3, hosts: [], weights: [] });
  const hosts = ['pi@pi110:22', 'pi@pi111:22'];
  const weights = [1, 1];
  expect(partitionPlan(partitionSettings('--hosts hosts'), two)).toEqual({
    ...even,
    count: 2,
    hosts,
    weights,
  });
  const many = partitionPlan(partitionSettings('--bands 9 --hosts hosts'), two);
  expect(many).toEqual({ ...even, count: 9, hosts: [], weights: [] });
});

test('where there are fewer rows than hosts, there is a band for each row, but -n is not changed', () => {
  expect(partitionPlan(partitionSettings('-y 1 --hosts hosts'), two)).toMatchObject({ height: 1, count: 1 });
  expect(() => partitionPlan(partitionSettings('-y 1 -n 2 --hosts hosts'), two)).toThrow('1 row');
  const { partition } = plansOf(stages('-y 1', two), two, []);
  expect(partition).toMatchObject({ height: 1, count: 1 });
});

test.each([
  ['', 'none'],
  ['-f', 'dead'],
  ['-ff', 'living'],
])('td-dispatch %s takes over: %s', (words, takeover) => {
  expect(dispatchPlan(dispatch(words), [], []).job).toMatchObject({ takeover, join: false });
});

test.each([
  ['--worker-kind original', [], '--worker-kind original: Expected --worker COMMAND too, got none'],
  ['--worker worker.sh --stall 9', [], 'use --timeout instead of --stall'],
  ['--worker worker.sh', ['+A0.3'], "The original's worker takes no POV-Ray options, got +A0.3"],
])('td-dispatch %s %j is refused', (words, options, message) => {
  expect(() => dispatchPlan(dispatch(words), [], options)).toThrow(message);
});

test('a wait plan has an absolute folder, because the reader of the paths may run in another folder', () => {
  expect(waitPlan({ folder: 'job', grace: 10, deadline: null })).toEqual({
    folder: `${process.cwd()}/job`,
    graceSeconds: 10,
    deadlineSeconds: null,
  });
});

test('td-compose needs the height only with bands on stdin', () => {
  const values = { output: 'a.png', height: null, verify: false, folder: null };
  expect(composePlan(values, ['part.png'])).toEqual({
    output: 'a.png',
    height: null,
    verify: false,
    clean: null,
  });
  expect(() => composePlan(values, [])).toThrow('Expected -y HEIGHT with bands on stdin, got none');
});

test('td-master derives the number of bands, scene and output', () => {
  const { partition, dispatch, compose } = stages('', two);
  expect(partition.values.nodes).toBe(2);
  expect(dispatch.values.scene).toMatch(/\.pov$/);
  expect(compose.values.output).toBe('/tmp/output_80x60_2_nodes_2026_11_22_12:00:00.png');
  expect(() => stages('')).toThrow('Expected -n N or --hosts LIST|FILE, got none');
  expect(() => stages('-n 2 -o -')).toThrow(
    "-o: Expected a file, since stdout has the original's lines, got -",
  );
});

test('with more bands than hosts, the bands of td-master name no host', () => {
  expect(stages('-n 3', two).partition.values).toMatchObject({ nodes: null, bands: 3 });
  expect(plansOf(stages('-n 3', two), two, []).partition).toMatchObject({ count: 3, hosts: [] });
  expect(() => plansOf(stages('-n 3 --compat', two), two, [])).toThrow(
    'Expected -n of at most 2, the number of hosts, got 3',
  );
});

test('td-master cleans up and reassigns according to its own options', () => {
  const plans = (words: string) => plansOf(stages(words), [], []);
  expect(plans('-n 2').compose.clean).toBe(null);
  expect(plans('-n 2 -c').compose.clean).toBe('job');
  expect(plans('-n 2').dispatch.retry.reassign).toBe(true);
  expect(plans('-n 2 --no-reassign').dispatch.retry.reassign).toBe(false);
});

test('--print-pipeline keeps --worker-kind ours, and does not print auto as ssh', () => {
  const words = '-n 2 --scene a.pov -o a.png --worker worker.sh --worker-kind ours --hosts pi110,pi111';
  expect(pipelineText({ stages: stages(words), folder: named, options: ['+A0.3'] }, {})).toBe(
    `td-partition -n 2 -y 60 --hosts pi110,pi111 \\
  | td-dispatch -x 80 -y 60 --scene a.pov -p job --hosts pi110,pi111 --worker worker.sh --worker-kind ours --reassign -- +A0.3 \\
  | td-wait -p job \\
  | td-compose -y 60 -o a.png
`,
  );
});
