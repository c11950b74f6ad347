import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, runShell, temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';

const folder = temporaryFolder();

/** Nothing but sky in the upper half; below, each pixel asks for many lights. */
await writeFile(
  join(folder, 'bottom.pov'),
  `#version 3.7;
global_settings { assumed_gamma 1 }
camera { location <0, 1, -4> look_at <0, 1, 0> }
#for (I, 1, 4000) light_source { <3, 9 + I / 2000, -9>, 0.0002 shadowless } #end
plane { y, -1 pigment { checker rgb 1, rgb <0.2, 0.3, 0.6> } }
`,
);
const size = ['-x', '320', '-y', '240'];
const job = ['-n', '4', ...size, '-p', 'job', '--scene', 'bottom.pov', '-c'];
/** Bands stay as they were cut. */
const uncut = '--no-split';
const master = (...args: string[]) => runCommand('td-master', [...job, ...args], { cwd: folder });

const pixels = async (path: string): Promise<string> =>
  (await runShell(`convert ${path} rgb:- | md5sum`, { cwd: folder })).stdout;

function rowsOf(stdout: string): string[] {
  return [...stdout.matchAll(/ (\d+-\d+)$/gm)].map(([, rows]) => rows!);
}

test('--schedule cost cuts by what rows take, says what it expects, and compares it with the outcome', async () => {
  const even = await master('--schedule', 'even', uncut, '-o', 'even.png');
  expect(even).toMatchObject({ exitCode: 0, stderr: '' });
  expect(rowsOf(even.stdout)).toEqual(['1-60', '61-120', '121-180', '181-240']);

  const run = await master('--schedule', 'cost', uncut, '-o', 'cost.png', '--joblog', 'log');
  expect(run.exitCode).toBe(0);
  expect(run.stderr).toMatch(
    /^td-master: this machine: 4 bands by cost, expected [\d.]+ s \(even: [\d.]+ s\)\ntd-master: took [\d.]+ s, expected [\d.]+ s\n$/,
  );
  const rows = rowsOf(run.stdout);
  expect(rows).toHaveLength(4);
  expect(Number(rows[0]!.split('-')[1])).toBeGreaterThan(75);
  expect(await pixels('cost.png')).toBe(await pixels('even.png'));

  const lines = (await readFile(join(folder, 'log'), 'utf8')).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(records.filter(({ type }) => type === 'plan')).toEqual([
    {
      type: 'plan',
      cut: 'cost',
      bands: 4,
      hosts: 0,
      expected: expect.any(Number) as number,
      even: expect.any(Number) as number,
      seconds: expect.any(Number) as number,
    },
  ]);
});

test('--schedule cost names its hosts, and gives the faster one more', async () => {
  const hosts = ['--hosts', 'a weight=3,b', '--via', 'local', '-n', '2'];
  const run = await master(...hosts, '--schedule', 'cost', '-o', 'weights.png');
  expect(run.exitCode).toBe(0);
  // On a busy machine, all rows can seem to take the same time.
  expect(run.stderr).toMatch(
    /^td-master: 2 hosts: 2 (bands by cost|even bands), expected .* on machines like this one\n/,
  );
  expect(Number(rowsOf(run.stdout)[0]!.split('-')[1])).toBeGreaterThan(150);
  expect(await pixels('weights.png')).toBe(await pixels('even.png'));
});

test('auto renders the same image, whether the probe comes in time or not', async () => {
  const run = await master('-o', 'auto.png');
  expect(run.exitCode).toBe(0);
  expect(await pixels('auto.png')).toBe(await pixels('even.png'));
  expect(await readdir(join(folder, 'job'))).toEqual([]);
});

test('with --schedule cost, a scene that POV-Ray refuses ends the job with its reason', async () => {
  await writeFile(join(folder, 'wrong.pov'), '#version 3.7; sphere { 0, 1 finish { x } }');
  const args = ['-n', '2', ...size, '-p', 'wrong', '--scene', 'wrong.pov', '-o', 'wrong.png'];
  const run = await runCommand('td-master', [...args, '--schedule', 'cost'], { cwd: folder });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/^td-master: POV-Ray, wrong\.pov: exit 1: .*line 1.*\n$/);
  expect(await readdir(join(folder, 'wrong'))).not.toContain('lockfile');
});

test('with auto, such a scene fails as ever', async () => {
  const args = ['-n', '2', ...size, '-p', 'wrong2', '--scene', 'wrong.pov', '-o', 'wrong.png'];
  const run = await runCommand('td-master', args, { cwd: folder });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain('wrong.pov: exit 1: ');
});

test('--schedule cost is refused where bands are not cut anywhere', async () => {
  const run = await master('--schedule', 'cost', '--compat', '--hosts', 'a,b,c,d');
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain('--schedule cost: Expected even or auto with --compat');
});

test('--print-pipeline prints a pipeline with td-probe, which renders the same image', async () => {
  const printed = await master('--schedule', 'cost', '-o', 'pipe.png', '--print-pipeline');
  expect(printed.stdout).toMatch(
    /^td-probe -x 320 -y 240 --scene bottom\.pov \\\n {2}\| td-partition -n 4 -y 240 --cost - \\\n/m,
  );
  const run = await runShell(printed.stdout, { cwd: folder });
  expect(run.exitCode).toBe(0);
  expect(await pixels('pipe.png')).toBe(await pixels('even.png'));
});

test('--resume repeats the plan of the job, and renders only what is missing', async () => {
  await writeFile(
    join(folder, 'failing'),
    `case " $* " in *' +SR1 '*) exec td-worker "$@" ;; esac; exit 1\n`,
  );
  const args = ['-n', '3', ...size, '-p', 'broken', '--scene', 'bottom.pov', '-o', 'resumed.png'];
  const first = await runCommand(
    'td-master',
    [...args, '--schedule', 'cost', '--worker', 'sh failing', '--retries', '0'],
    { cwd: folder },
  );
  expect(first.exitCode).toBe(1);
  const { plan } = JSON.parse(await readFile(join(folder, 'broken', '.td-job.json'), 'utf8')) as {
    plan: { cut: string; rows: string };
  };
  expect(plan.cut).toBe('cost');

  const run = await runCommand('td-master', [...args, uncut, '--resume', '--joblog', 'resumed.log'], {
    cwd: folder,
  });
  expect(run.exitCode).toBe(0);
  const sizes = rowsOf(run.stdout).map((rows) => {
    const [from, to] = rows.split('-').map(Number);
    return to! - from! + 1;
  });
  const planned = plan.rows.split(' ').flatMap((run) => {
    const [rows, count = 1] = run.split('x').map(Number);
    return Array.from({ length: count }, () => rows);
  });
  expect(sizes).toEqual(planned);
  const lines = (await readFile(join(folder, 'resumed.log'), 'utf8')).split('\n');
  expect(lines.filter((line) => line.startsWith('{"band"'))).toHaveLength(2);
  expect(await pixels('resumed.png')).toBe(await pixels('even.png'));
});

test('where there can be no estimate, --schedule auto prints a pipeline without td-probe', async () => {
  const printed = await master('-o', 'pipe.png', '--print-pipeline');
  expect(printed.stdout).toMatch(/^(PATH=.*\n)?td-probe /);
  const without = await runCommand('td-master', [...job, '-o', 'pipe.png', '--print-pipeline'], {
    cwd: folder,
    env: { TD_POVRAY: '/nowhere/povray' },
  });
  expect(without.exitCode).toBe(0);
  expect(without.stdout).toMatch(/^(PATH=.*\n)?td-partition -n 4 -y 240 /);
});
