import { commandPath, temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const folder = temporaryFolder();
const scene = join(folder, 'nothing.pov');

beforeAll(() => writeFile(scene, ''));

const newFolder = () => mkdtemp(join(folder, 'job-'));

const band = '1\t8\t-\t-\t-\n';

/** A td-dispatch whose worker does nothing but to report that it has published; its band is still to come. */
function startDispatch(job: string) {
  const worker = `printf '1\\t8\\t-\\tended\\t-\\n'; :`;
  const args = ['-x', '8', '-y', '8', '-p', job, '--scene', scene, '--via', 'local', '--worker', worker];
  return execa(process.execPath, [commandPath('td-dispatch'), ...args], { reject: false });
}

function dispatch(job: string) {
  const dispatched = startDispatch(job);
  dispatched.stdin.end(band);
  return dispatched;
}

/** Starts a td-master with one band. Its worker copies an existing picture. */
function master(job: string, picture: string) {
  const part = join(job, 'rows-000001-000008.png');
  const worker = `cp ${picture} ${part}; echo host 2026_01_01_00:00:00 1-8 >>${job}/lockfile; :`;
  const args = ['-n', '1', '-x', '8', '-y', '8', '-p', job, '--scene', scene, '--worker', worker];
  const output = join(job, '.image.png');
  return execa(process.execPath, [commandPath('td-master'), ...args, '-o', output], {
    stdin: 'ignore',
    reject: false,
  });
}

// 200 rounds of whole processes would take more than a minute; libs/lockfile tests 200 rounds without starting Node.
const rounds = 40;

it(`one of two td-dispatch wins, the other refuses and changes nothing: ${rounds} rounds`, async () => {
  for (let round = 1; round <= rounds; round += 1) {
    const job = await newFolder();
    const both = [dispatch(job), dispatch(job)];
    const ends = await Promise.all(both);
    const winner = ends.findIndex(({ exitCode }) => exitCode === 0);
    const loser = ends[1 - winner]!;
    expect(ends[winner]!.stderr).toBe('');
    expect(loser).toMatchObject({ exitCode: 1, stdout: '' });
    expect(loser.stderr).toMatch(
      /^td-dispatch: File \S+\/lockfile already exists! The job for \S+, .* is (running|abandoned), .*$/,
    );
    expect((await readdir(job)).sort()).toEqual(['.td-job.json', '.td-log.jsonl', 'lockfile']);
    const { owner } = JSON.parse(await readFile(join(job, '.td-job.json'), 'utf8')) as {
      owner: { pid: number };
    };
    expect(owner.pid).toBe(both[winner]!.pid);
  }
}, 240_000);

it('one of two td-master writes the picture, the other reports why it does not: 8 rounds', async () => {
  const picture = join(folder, 'picture.png');
  const { stdout } = await execa('sh', ['-c', 'ppmmake blue 8 8 | pnmtopng'], { encoding: 'buffer' });
  await writeFile(picture, stdout);
  for (let round = 1; round <= 8; round += 1) {
    const job = await newFolder();
    const ends = await Promise.all([master(job, picture), master(job, picture)]);
    expect(ends.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
    const loser = ends.find(({ exitCode }) => exitCode === 1)!;
    expect(loser).toMatchObject({ stdout: '' });
    expect(loser.stderr).toMatch(/^td-master: File \S+\/lockfile already exists! .*$/);
    const left = ['.image.png', '.td-job.json', '.td-log.jsonl', 'lockfile', 'rows-000001-000008.png'];
    expect((await readdir(job)).sort()).toEqual(left);
    // Only one worker has run.
    expect(await readFile(join(job, 'lockfile'), 'utf8')).toBe('host 2026_01_01_00:00:00 1-8\n');
  }
});

// The original's master, paused between its test and its touch.
const testAndTouch =
  '[ -e "$1" ] && exit 1; echo tested; read -r _; touch "$1" && echo "$1 has been created."';

it('withdraws when another master tests before we create the lockfile, and touches it after', async () => {
  for (let round = 1; round <= 10; round += 1) {
    const job = await newFolder();
    const lockfile = join(job, 'lockfile');
    const theirs = execa('sh', ['-c', testAndTouch, 'sh', lockfile], { reject: false });
    await once(theirs.stdout, 'data');
    const ours = startDispatch(job);
    await expect.poll(() => existsSync(lockfile), { interval: 5, timeout: 20_000 }).toBe(true);
    theirs.stdin.end('go on\n');
    expect(await theirs).toMatchObject({ exitCode: 0, stdout: `tested\n${lockfile} has been created.` });
    ours.stdin.end(band);
    const { exitCode, stdout, stderr } = await ours;
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toBe(
      `td-dispatch: File ${lockfile} already exists! Somebody touched it: another master started at the same moment, and this one withdraws`,
    );
    // The lockfile is theirs now.
    expect(await readdir(job)).toEqual(['lockfile']);
    expect((await lstat(lockfile)).size).toBe(0);
  }
});
