import { parseCommand, type TdContext } from '@task-distributor/cli';
import { expect, test } from 'vitest';
import { DispatchCommand } from '../src/commands/dispatch.ts';
import { MasterCommand } from '../src/commands/master.ts';
import { composePlan, dispatchPlan, partitionPlan, plansOf, waitPlan } from '../src/plans.ts';
import { pipelineText } from '../src/print-pipeline.ts';
import { stagesOf } from '../src/stages.ts';

const now = new Date(2026, 10, 22, 12, 0, 0);
const context = { env: {} } as unknown as TdContext;
const required = '-x 80 -y 60 -p job';
const two = ['pi110', 'pi111'].map((name) => ({ address: { user: 'pi', name, port: 22 }, slots: 2 }));

const master = (words: string) =>
  parseCommand(MasterCommand, `${required} ${words}`.trim().split(' '), context);
const dispatch = (words: string) =>
  parseCommand(DispatchCommand, `${required} --scene a.pov ${words}`.trim().split(' '), context).settings;
const stages = (words: string, hosts: typeof two = []) => stagesOf(master(words).allSettings, hosts, now);

test('a partition has the given number of bands, or one for each host', () => {
  expect(partitionPlan({ nodes: 3, height: 60, hosts: null, json: false }, [])).toEqual({
    height: 60,
    count: 3,
    hosts: [],
    cut: 'even',
  });
  const hosts = ['pi@pi110:22', 'pi@pi111:22'];
  expect(partitionPlan({ nodes: null, height: 60, hosts: 'hosts', json: false }, two)).toEqual({
    height: 60,
    count: 2,
    hosts,
    cut: 'even',
  });
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
  expect(waitPlan({ folder: 'job', grace: 10, deadline: null, json: false })).toEqual({
    folder: `${process.cwd()}/job`,
    graceSeconds: 10,
    deadlineSeconds: null,
  });
});

test('td-compose needs the height only with bands on stdin', () => {
  const values = { output: 'a.png', height: null, verify: false, clean: false, folder: null };
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

test('td-master cleans up and reassigns according to its own options', () => {
  const plans = (words: string) => plansOf(stages(words), [], []);
  expect(plans('-n 2').compose.clean).toBe(null);
  expect(plans('-n 2 -c').compose.clean).toBe('job');
  expect(plans('-n 2').dispatch.retry.reassign).toBe(true);
  expect(plans('-n 2 --no-reassign').dispatch.retry.reassign).toBe(false);
});

test('--print-pipeline keeps --worker-kind ours, and does not print auto as ssh', () => {
  const words = '-n 2 --scene a.pov -o a.png --worker worker.sh --worker-kind ours --hosts pi110,pi111';
  expect(pipelineText(stages(words), ['+A0.3'], {})).toBe(
    `td-partition -n 2 -y 60 --hosts pi110,pi111 \\
  | td-dispatch -x 80 -y 60 --scene a.pov -p job --hosts pi110,pi111 --worker worker.sh --worker-kind ours --reassign -- +A0.3 \\
  | td-wait -p job \\
  | td-compose -y 60 -o a.png
`,
  );
});
