import { mkdtempSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, decode, runCommand, slowScene, startCommand } from '@task-distributor/testing';
import { execa } from 'execa';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { useBareHosts } from './bare-hosts.ts';

const hosts = useBareHosts(['pi1', 'pi2', 'pi3']);
const { env, folder } = hosts;
const size = argv`-x 96 -y 80`;
const settings = [
  ['+BS8', '+WT1'],
  ['+BS8', '+WT1', '+A0.3'],
  ['+BS16', '+WT2', '+FN16'],
  ['+BS8', '+WT3', '+UA', '+A0.3', '+AM2'],
];
let scene: string;
const pictures = new Map<string, Promise<Buffer>>();

beforeAll(async () => {
  scene = await slowScene(hosts.scenes, 'slow.pov', 2_500);
  for (const options of settings) await learnTransfer(options);
}, 120_000);

/** Renders a large image, for which this machine finds out how samples come from blocks: the parts are then made from blocks. */
async function learnTransfer(options: readonly string[]): Promise<void> {
  const large = join(hosts.scenes, 'large.pov');
  await writeFile(large, '#version 3.7; global_settings { assumed_gamma 1 } plane { z, 1 }\n');
  const output = join(folder, 'large.png');
  const words = argv`-n 1 -x 1500 -y 1000 --scene ${large} -o ${output} --worker bare --hosts pi1`;
  const run = await runCommand('td-master', [...words, '--', ...options], { env });
  expect(run.exitCode, run.stderr).toBe(0);
}

/** What is done to a run of td-master, one after the other. */
interface Round {
  /** After so many milliseconds, what is killed: a POV-Ray, or a shell around one. */
  readonly kills: readonly { readonly after: number; readonly what: 'povray +' | 'td-bare' }[];
  readonly end: 'SIGINT' | 'SIGKILL';
}

interface Sequence {
  readonly options: readonly string[];
  readonly bands: number;
  readonly hosts: string;
  readonly schedule: string;
  readonly rounds: readonly Round[];
}

const round: fc.Arbitrary<Round> = fc.record({
  kills: fc.array(
    fc.record({ after: fc.nat(700), what: fc.constantFrom('povray +' as const, 'td-bare' as const) }),
    { maxLength: 3 },
  ),
  end: fc.constantFrom('SIGINT', 'SIGKILL'),
});

const sequences: fc.Arbitrary<Sequence> = fc.record({
  options: fc.constantFrom(...settings),
  bands: fc.integer({ min: 1, max: 4 }),
  hosts: fc.constantFrom('pi1', 'pi1,pi2', 'pi1,pi2,pi3', '2/pi1'),
  schedule: fc.constantFrom('auto', 'even', 'cost'),
  rounds: fc.array(round, { maxLength: 3 }),
});

function uncut(options: readonly string[]): Promise<Buffer> {
  const key = options.join(' ');
  const output = join(folder, `${key.replaceAll(' ', '')}.png`);
  const render = async (): Promise<Buffer> => {
    await execa('povray', [`+I${scene}`, `+O${output}`, '+W96', '+H80', '-D', ...options]);
    return decode(output);
  };
  const picture = pictures.get(key) ?? render();
  pictures.set(key, picture);
  return picture;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const idle = () => expect.poll(() => hosts.running(''), { timeout: 20_000 }).toEqual([]);

async function disturb({ kills }: Round): Promise<void> {
  await pause(500);
  for (const { after, what } of kills) {
    await pause(after);
    const [found] = await hosts.running(what);
    if (found === undefined) continue;
    try {
      process.kill(found.pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function run(sequence: Sequence): Promise<void> {
  const place = mkdtempSync(join(folder, 'sequence-'));
  const output = join(place, 'out.png');
  const words = [
    ...size,
    ...argv`--scene ${scene} -p ${place}/job -o ${output} --worker bare --hosts ${sequence.hosts}`,
    ...argv`-n ${sequence.bands} --schedule ${sequence.schedule} --retries 9 --deadline 60`,
  ];
  const options = ['--', ...sequence.options];
  let more: string[] = [];
  for (const round of sequence.rounds) {
    const master = startCommand('td-master', [...words, ...more, ...options], { env });
    await disturb(round);
    master.kill(round.end);
    const { exitCode, stderr } = await master;
    if (exitCode !== undefined) expect([0, 130], String(stderr)).toContain(exitCode);
    await idle();
    more = ['-f', '--resume'];
  }
  const last = await runCommand('td-master', [...words, ...more, ...options], { env });
  expect(last.exitCode, last.stderr).toBe(0);
  expect((await decode(output)).equals(await uncut(sequence.options))).toBe(true);
  await idle();
  expect(readdirSync(join(place, 'job')).filter((name) => name.startsWith('.part-'))).toEqual([]);
}

const cases = Number(process.env['TD_CASES'] ?? 6);

test(
  'bare hosts make the picture of one POV-Ray, whatever is killed',
  { timeout: 60_000 + 30_000 * cases },
  () => fc.assert(fc.asyncProperty(sequences, run), { numRuns: cases, endOnFailure: true }),
);
