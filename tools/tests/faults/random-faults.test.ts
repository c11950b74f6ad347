import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  argv,
  commandPath,
  processesWith,
  type Samples,
  samplesOf,
  temporaryFolder,
} from '@task-distributor/testing';
import { execa } from 'execa';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { debianPath } from '../cluster/run-cluster.ts';
import { expectPicture, shown } from './pictures.ts';

const master = commandPath('td-master');
const fakePovray = join(import.meta.dirname, 'fake-povray');
const size = { width: 32, height: 24 };
/** First rows of the two bands; there are three hosts. */
const firsts = [1, 13];
const runs = 100;
/** Sequences that run at the same time: they mostly wait. */
const lanes = 4;
const seed = Number(process.env['TD_SEED'] ?? Date.now() % 2 ** 31);

const place = temporaryFolder();
let uncut: Samples;
let count = 0;
/** How often the first master of a sequence did what. */
const ends = { done: 0, failed: 0, killed: 0 };

beforeAll(async () => {
  await writeFile(
    join(place, 'scene.pov'),
    'camera { location -3*z look_at 0 } sphere { 0, 1 pigment { gradient x+y colour_map { [0 rgb x] [1 rgb y+z] } } finish { ambient 1 } }\n',
  );
  await render('image.png', size.height);
  await render('short.png', size.height - 1);
  const image = await readFile(join(place, 'image.png'));
  // The middle of the file is within the compressed rows.
  image[image.length >> 1]! ^= 0x10;
  await writeFile(join(place, 'flipped.png'), image);
  uncut = await samplesOf(join(place, 'image.png'));
});

async function render(name: string, height: number): Promise<void> {
  const words = [`+I${place}/scene.pov`, `+O${place}/${name}`, `+W${size.width}`, `+H${height}`];
  await execa('povray', [...words, '-D', '+FN'], { env: { PATH: debianPath } });
}

/** Known to fake-povray. `hangs` costs two seconds. */
const faults = argv`
  crash fails scene-wrong slow short flipped torn empty garbage no-100
  noisy hangs worker-killed master-killed master-interrupted
  lockfile-gone lockfile-torn lockfile-forged parts-gone parts-broken part-is-folder
`;

/** The faults in the first runs for each band; null = no fault. */
const sequences = fc.record({
  plans: fc.tuple(
    ...firsts.map(() =>
      fc.array(fc.option(fc.constantFrom(...faults), { freq: 3 }), { minLength: 1, maxLength: 3 }),
    ),
  ),
  retries: fc.integer({ min: 0, max: 2 }),
});

type Sequence = typeof sequences extends fc.Arbitrary<infer Value> ? Value : never;

test(`${runs} random sequences of faults: the right image, or an exit code that is not 0 (TD_SEED=${seed})`, async () => {
  console.log(`TD_SEED=${seed}`);
  const all = Array.from({ length: lanes }, (_, lane) => {
    const property = fc.asyncProperty(sequences, endsRight);
    return fc.assert(property, { seed: seed + lane, numRuns: runs / lanes, endOnFailure: true });
  });
  await Promise.all(all);
  // Otherwise there were no faults, or nothing but faults.
  for (const [end, times] of Object.entries(ends)) expect(times, end).toBeGreaterThan(0);
}, 300_000);

async function endsRight({ plans, retries }: Sequence): Promise<void> {
  const folder = join(place, `${(count += 1)}`);
  const job = join(folder, 'job');
  const output = join(folder, 'out.png');
  await mkdir(job, { recursive: true });
  for (const name of ['image.png', 'short.png', 'flipped.png']) {
    await symlink(join(place, name), join(folder, name));
  }
  const planned = plans.flatMap((plan, i) => plan.map((fault, run) => [firsts[i], run + 1, fault] as const));
  for (const [first, run, fault] of planned) {
    if (fault !== null) await writeFile(join(folder, `plan-${first}-${run}`), `${fault}\n`);
  }
  const words = [
    ...argv`-n ${firsts.length} -x ${size.width} -y ${size.height} -p ${job} -o ${output}`,
    ...argv`--scene ${place}/scene.pov --via local --hosts h1,h2,h3 --jobs 3 --grace 1 --deadline 60`,
  ];
  const start = async (...more: string[]) => {
    const env = { FAKE_POVRAY: folder, TD_POVRAY: fakePovray };
    // The shell writes its pid and then becomes td-master.
    const command = ['sh', '-c', `echo $$ >'${folder}/master'; exec "$@"`, 'sh', process.execPath, master];
    return execa(command[0]!, [...command.slice(1), ...words, ...more], {
      env,
      reject: false,
      stdin: 'ignore',
      timeout: 80_000,
      killSignal: 'SIGKILL',
    });
  };

  const first = await start('--retries', `${retries}`, '--stall', '2');
  expect(first.timedOut, 'it ended by itself').toBe(false);
  await expectNothingRunning(job);
  ends[first.exitCode === 0 ? 'done' : first.signal === undefined ? 'failed' : 'killed'] += 1;
  if (first.exitCode === 0) {
    await expectPicture(output, uncut);
  } else {
    expect(await shown(folder)).not.toContain('out.png');
    if (first.signal === undefined) {
      expect(first.stderr).toMatch(/^td-master: /m);
      expect(first.stderr).not.toContain('this is a defect');
      expect((await readdir(job)).filter((name) => /^lockfile|^\.part-/.test(name))).toEqual([]);
    }
    await removePlans(folder);
    const second = await start('--resume');
    expect(second.exitCode, `--resume after ${first.exitCode}: ${first.stderr}\n${second.stderr}`).toBe(0);
    await expectPicture(output, uncut);
    await expectNothingRunning(job);
  }
  await rm(folder, { recursive: true });
}

/** Workers whose master was killed notice it by their lifeline. */
async function expectNothingRunning(job: string): Promise<void> {
  await expect.poll(() => processesWith(job), { timeout: 5_000, interval: 20 }).toEqual([]);
}

async function removePlans(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('plan-')) await rm(join(folder, name));
  }
  await rm(join(folder, 'job/rows-000001-000012.png'), { recursive: true, force: true });
}
