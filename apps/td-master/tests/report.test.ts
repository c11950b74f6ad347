import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, runCommand, smallScene, temporaryFolder } from '@task-distributor/testing';
import { beforeEach, describe, expect, test } from 'vitest';

let folder: string;
let scene: string;

const at = (name: string): string => join(folder, name);
const report = (...words: string[]) => runCommand('td-report', words, { cwd: folder });
const master = (...words: string[]) =>
  runCommand(
    'td-master',
    argv`-x 64 -y 48 --scene ${scene} --via local --hosts pi1,pi2 -o ${at('out.png')} ${words}`,
    { cwd: folder },
  );

beforeEach(async () => {
  folder = temporaryFolder();
  scene = await smallScene(folder);
});

describe('a real job', () => {
  test('its joblog tells what each host has done, and has the phases of the original', async () => {
    expect(await master('--joblog', 'log')).toMatchObject({ exitCode: 0, stderr: '' });
    const run = await report('log');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^64x48 .*\.pov: 2 hosts, [\d.]+ s\n/);
    for (const host of ['pi1', 'pi2']) expect(run.stdout).toMatch(new RegExp(`^${host} +\\d+ +\\d+ `, 'm'));

    const { runs } = JSON.parse((await written('report.json', 'log')).toString()) as ReportFacts;
    const { phases, hosts, state } = runs[0]!;
    expect(state).toBe('whole');
    expect(hosts.reduce((sum, { rows }) => sum + rows, 0)).toBe(48);
    for (const { idle } of hosts) expect(idle.share).toBeGreaterThanOrEqual(0);
    for (const seconds of Object.values(phases)) expect(seconds).toBeGreaterThan(0);
  });

  test('its timing lines and its joblog have the same phases', async () => {
    const { stdout } = await master('--joblog', 'log');
    const original = stdout.match(/[\d.]+(?=s$)/gm)!.map(Number);
    const { runs } = JSON.parse((await written('report.json', 'log')).toString()) as ReportFacts;
    const { first, parallel, second } = runs[0]!.phases;
    for (const [i, seconds] of [first, parallel, second].entries()) {
      expect(Math.abs(original.at(i - 3)! - seconds)).toBeLessThan(0.05);
    }
  });

  test('its folder tells the same, from its log; without one, who has finished what', async () => {
    expect(await master('-p', 'job')).toMatchObject({ exitCode: 0 });
    const run = await report('job/');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^64x48 .*\.pov: 2 hosts, [\d.]+ s\n/);
    expect(run.stdout).toMatch(/^pi1 +\d+ +\d+ .*[\d.]+ %$/m);

    await rm(at('job/.td-log.jsonl'));
    const less = await report('job');
    expect(less).toMatchObject({ exitCode: 0, stderr: '' });
    expect(less.stdout).toMatch(/^64x48 .*\.pov: 2 hosts\n/);
    expect(less.stdout).toMatch(/^pi1 +\d+ +\d+ .*-$/m);
  });

  test('--report writes one at the end, as page or picture', async () => {
    expect(await master('--report', 'report.html')).toMatchObject({ exitCode: 0, stderr: '' });
    const page = await readFile(at('report.html'), 'utf8');
    expect(page).toContain('<th scope="row">pi2</th>');
    expect(page).toContain('<rect class="done"');
  });

  test('--report writes one if the job fails', async () => {
    const run = await master('--report', 'report.txt', '--worker', 'false', '--retries', '0');
    expect(run.exitCode).toBe(1);
    const text = await readFile(at('report.txt'), 'utf8');
    expect(text).toMatch(/rows are missing: the job has failed/);
    expect(text).toMatch(/^failed: pi[12] rows \d+-\d+, attempt 1: /m);
  });

  test.each([
    ['/nowhere/report.html', 1, '--report: /nowhere/report.html: No such file or directory'],
    ['/dev', 1, '--report: /dev: Is a directory'],
    ['-', 2, '--report: Expected a file, got "-": stdout has the lines of the job'],
  ])('a report to %s is refused before the job begins', async (name, exitCode, message) => {
    const run = await master('--report', name, '-p', 'job');
    expect(run).toEqual({ exitCode, stdout: '', stderr: `td-master: ${message}\n` });
    expect(existsSync(at('job'))).toBe(false);
  });

  test('a report that cannot be written at the end does not cost the image, and exits 1', async () => {
    const run = await master('--report', '/dev/full');
    expect(run).toMatchObject({
      exitCode: 1,
      stderr: 'td-master: --report: /dev/full: No space left on device\n',
    });
    expect((await readFile(at('out.png'))).length).toBeGreaterThan(0);
  });

  async function written(name: string, ...from: string[]): Promise<Buffer> {
    expect(await report(...from, '-o', name)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    return readFile(at(name));
  }
});

test('a job of bash scripts, from its lockfile', async () => {
  await mkdir(at('job'));
  await writeFile(at('job/lockfile'), 'pi31 2026_11_28_12:00:00\npi32 2026_11_28_12:00:09\n');
  const run = await report('job');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(/^image: 2 hosts\n\nfrom the lockfile/);
  expect(run.stdout).toMatch(/^pi32 +1 +- +1 /m);
});

describe("logs of the original's benchmark", () => {
  const log = (parallel: number) => `pi31 has been finished.
Required time to process the 1st sequential part:    0.200s
Required time to process the parallel part:          ${parallel}s
Required time to process the 2nd sequential part:    0.300s
`;

  async function writeLogs(name: string, times: readonly (readonly [number, number])[]): Promise<void> {
    await mkdir(at(name));
    for (const [i, [hosts, parallel]] of times.entries()) {
      await writeFile(at(`${name}/800x600_${hosts}_Nodes_2026_11_28_12:00:0${i}.txt`), log(parallel));
    }
  }

  test('two folders stand one below the other', async () => {
    await writeLogs('ours', [
      [1, 9.5],
      [2, 4.5],
    ]);
    await writeLogs('theirs', [
      [1, 19.5],
      [2, 15.5],
    ]);
    const run = await report('ours', 'theirs/');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^ours: 800x600\n[^]*^2 .* 2\.00 [^]*^theirs: 800x600\n[^]*^2 .* 1\.25 /m);
  });

  test('a run that did not finish is left out, and named', async () => {
    await writeLogs('ours', [[1, 9.5]]);
    await writeFile(at('ours/800x600_2_Nodes_2026.txt'), 'ssh: connect to host pi32\n');
    const run = await report('ours');
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stderr).toMatch(/^td-report: ours\/800x600_2_Nodes_2026\.txt: .* the run did not finish\n$/);
  });

  test('--average mean, as in the tables of their author', async () => {
    await writeLogs('ours', [
      [1, 1.5],
      [1, 2.5],
      [1, 9.5],
    ]);
    expect((await report('ours')).stdout).toMatch(/^1 +3 +0\.200 +2\.500 /m);
    expect((await report('ours', '--average', 'mean')).stdout).toMatch(/^1 +3 +0\.200 +4\.500 /m);
  });
});

describe('what is no record of a run is refused:', () => {
  test.each([
    ['nothing', [], 2, 'Expected JOBLOG or FOLDER, got none (see td-report --help)'],
    ['no such file', ['nowhere'], 1, 'nowhere: No such file or directory'],
    ['an empty file', ['empty'], 2, 'empty: it is empty: the job has not begun, or has recorded nothing'],
    ['another file', ['text'], 2, 'text: it is neither a joblog (td-master --joblog) nor a log of '],
    ['a picture', ['picture'], 2, 'picture: it is neither a joblog'],
    ['other JSON', ['package.json'], 2, 'package.json: it is neither a joblog'],
    ['an empty folder', ['bare'], 2, 'bare: Expected a job, or logs named *.joblog or WIDTHxHEIGHT_'],
    ['a folder with other files', ['other'], 2, 'other: Expected a job, or logs named'],
    [
      'a format that there is not',
      ['text', '-o', 'a.pdf'],
      2,
      '-o: a.pdf: Expected a name that ends in one of .txt',
    ],
    ['a folder that there is not', ['log', '-o', 'no/a.csv'], 1, '-o: no/a.csv: No such file or directory'],
  ] as const)('%s', async (_, words, exitCode, message) => {
    await writeFile(at('empty'), '');
    await writeFile(at('text'), 'hello\nworld\n');
    await writeFile(at('picture'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 10]));
    await writeFile(at('package.json'), '{\n  "name": "a"\n}\n');
    await writeFile(at('log'), '{"type":"job","job":"a","hosts":[]}\n');
    for (const name of ['bare', 'other']) await mkdir(at(name));
    await writeFile(at('other/notes.txt'), 'hello\n');
    const run = await report(...words);
    expect(run).toMatchObject({ exitCode, stdout: '' });
    expect(run.stderr.startsWith(`td-report: ${message}`), run.stderr).toBe(true);
    expect(run.stderr.trimEnd()).not.toContain('\n');
  });

  test('a joblog with something else in it', async () => {
    await writeFile(at('log'), '{"type":"job","job":"a","hosts":[]}\nhello\n{"type":"job","job":"a"}\n');
    expect(await report('log')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'td-report: log: line 2 is not one of a joblog: hello\n',
    });
    await rm(at('log'));
  });
});

interface ReportFacts {
  readonly runs: readonly {
    readonly state: string;
    readonly phases: { first: number; parallel: number; second: number };
    readonly hosts: readonly { rows: number; idle: { share: number } }[];
  }[];
}
