import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  argv,
  asNobody,
  fakeRenderer,
  isRunning,
  runCommand,
  runShell,
  smallJob,
  smallScene,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeEach, describe, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;

beforeEach(async () => {
  ({ folder, job, scene } = await smallJob());
});

const render = (...more: string[]) =>
  runCommand('td-master', argv`-n 2 -x 40 -y 30 -p ${job} -o ${folder}/out.png ${more}`);

/** Expects the message on stderr, no image, and no partial files in the job folder. */
async function expectFailure(
  run: { exitCode: number | undefined; stdout: string; stderr: string },
  exitCode: number,
  message: string | RegExp,
): Promise<void> {
  expect(run.exitCode).toBe(exitCode);
  expect(run.stderr).toMatch(message);
  expect(await readdir(folder)).not.toContain('out.png');
  expect((await readdir(job)).filter((name) => name.startsWith('.part') || name === 'lockfile')).toEqual([]);
}

describe('td-master refuses', () => {
  test.each([
    ['a.jpg', ['-x', '70000'], [], 'JPEG cannot hold 70000x30 pixels (at most 65500 a side); write a .png'],
    ['a.webp', ['-x', '70000'], [], 'WebP cannot hold 70000x30 pixels'],
    ['a.avif', ['-x', '70000'], [], 'AVIF cannot hold 70000x30 pixels'],
    ['a.jpg', [], ['+UA'], 'JPEG cannot hold transparency'],
    ['a.jpg', [], ['+FN16'], 'JPEG cannot hold 16 bits per sample'],
  ])(
    '%s, which cannot hold the image, before a worker starts: %j %j',
    async (name, more, options, message) => {
      const words = [...more, '--scene', scene, '-o', `${folder}/${name}`, '--', ...options];
      const run = await runCommand('td-master', argv`-n 2 -x 40 -y 30 -p ${job} ${words}`);
      await expectFailure(run, 2, '');
      expect(run.stderr).toContain(`td-master: ${folder}/${name}: ${message}`);
      expect(run.stdout).toBe('');
    },
  );

  test('a scene that does not exist', async () => {
    const run = await render('--scene', '/nowhere/x.pov');
    await expectFailure(
      run,
      1,
      /^td-master: \/nowhere\/x\.pov: cannot read the scene: No such file or directory\n$/,
    );
    expect(run.stdout).toBe('');
  });

  test("a scene with a syntax error, with POV-Ray's message, and no word about --resume", async () => {
    await writeFile(scene, 'camera { }\nsphre { 0, 1 }\n');
    const run = await render('--scene', scene);
    await expectFailure(
      run,
      1,
      /^td-master: \S+: POV-Ray, ball\.pov: exit 1: File '.*ball\.pov' line 2: Parse Error: .*'sphre'.*\n$/,
    );
    expect(run.stderr).not.toContain('--resume');
  });

  test('a scene whose include is missing', async () => {
    await writeFile(scene, '#include "nope.inc"\n');
    await expectFailure(
      await render('--scene', scene),
      1,
      /^td-master: \S+: .*Cannot open include file nope\.inc.*; POV-Ray looks in the scene's folder.*\n$/,
    );
  });

  test.each([
    [
      'global_settings { photons { count 9 load_file "no.ph" } } camera { } sphere { 0, 1 photons { target } }',
      /Could not load photon map \(no\.ph\); POV-Ray looks only in the folder .*: give its full path/,
    ],
    [
      '#fopen F "no/a.inc" write',
      /Cannot open user file no\/a\.inc \(write\); scenes write into an empty folder/,
    ],
  ])('a scene that lacks something in the working folder, in one line: %s', async (text, message) => {
    await writeFile(scene, `light_source { 9, 1 } ${text}\n`);
    const run = await render('--scene', scene);
    const lines = run.stderr.split('\n').filter((line) => line !== '' && !line.includes('docs/exactness.md'));
    expect(lines).toEqual([expect.stringMatching(message)]);
    expect(run.exitCode).toBe(1);
  });

  test('a machine without POV-Ray', async () => {
    const run = await runCommand(
      'td-master',
      argv`-n 1 -x 40 -y 30 -p ${job} -o ${folder}/out.png --scene ${scene}`,
      { env: { TD_POVRAY: '/nowhere/povray' } },
    );
    await expectFailure(run, 1, /\/nowhere\/povray: No such program \(TD_POVRAY names the POV-Ray to run\)/);
  });

  test('a job folder that cannot be created or is a file', async () => {
    await expectFailure(
      await render('--scene', scene, '-p', '/proc/no/job'),
      1,
      /^td-master: \/proc\/no\/job: cannot create the job folder: \/proc: No such file or directory\n$/,
    );
    await expectFailure(
      await render('--scene', scene, '-p', scene),
      1,
      /^td-master: \S*\/ball\.pov: Expected a folder, got a file\n$/,
    );
  });

  test('a job folder that is not writable', async () => {
    await chmod(job, 0o555);
    // The image itself could be written.
    await chmod(folder, 0o777);
    const words = argv`td-master -n 2 -x 40 -y 30 -p ${job} --scene ${scene} -o ${folder}/out.png`;
    const run = await runShell(asNobody(words).join(' '));
    await expectFailure(run, 1, `td-master: ${job}: Permission denied: `);
    expect(await readdir(job)).toEqual([]);
    await chmod(job, 0o777);
    expect(await runShell(asNobody(words).join(' '))).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await readdir(folder)).sort()).toEqual(['ball.pov', 'job', 'out.png']);
  });

  test('an existing lockfile, without changing anything', async () => {
    await writeFile(join(job, 'lockfile'), 'pi110 2026_11_22_12:00:00\n');
    const run = await render('--scene', scene);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(new RegExp(`^td-master: File ${job}/lockfile already exists!.*-f.*\\n$`));
    expect(await readdir(job)).toEqual(['lockfile']);
  });

  test('an output that cannot be written, before anything is rendered', async () => {
    const run = await render('--scene', scene, '-o', '/nowhere/out.png');
    await expectFailure(
      run,
      1,
      'td-master: cannot write /nowhere/out.png: /nowhere: No such file or directory\n',
    );
    expect(await readdir(job)).toEqual([]);
  });

  test('a full disk at stdout, and removes the lockfile', async () => {
    const run = await runShell(`td-master -n 2 -x 40 -y 30 -p job -o out.png --scene ball.pov > /dev/full`, {
      cwd: folder,
    });
    await expectFailure(run, 1, /stdout: No space left on device/);
  });

  test('POV-Ray options that would change a band', async () => {
    await expectFailure(
      await render('--scene', scene, '--', '+SR5'),
      2,
      /POV-Ray option \+SR5 cannot be given here/,
    );
  });

  test.each([
    [['-n', '0'], /-n: Expected a whole number of bands from 1 to 999999999, got "0"/],
    [['-n', 'abc'], /-n: Expected a whole number of bands from 1 to 999999999, got "abc"/],
    [['-n', '31'], /at most one band for each of the 30 rows, got 31/],
    [['-x', '0'], /-x: Expected a whole number of columns from 1 to 999999999, got "0"/],
    [['--hosts', 'a,b,c', '-n', '4', '--compat'], /Expected -n of at most 3, the number of hosts, got 4/],
    [['--hosts', 'a,b', '--weights', '2'], /--weights: Expected 2, one for each host, got 1/],
    [['--via', 'pigeon'], /--via: Expected one of auto, [a-z, ]+, got "pigeon"/],
    [['--worker', ' '], /--worker: Expected a command, got " "/],
    [['-o', '-'], /-o: Expected a file, since stdout has the original's lines, got -/],
    [['--worker-kind', 'original'], /--worker-kind original: Expected --worker COMMAND too, got none/],
    [['--worker', 'a.sh', '--stall', '9'], /use --timeout instead of --stall/],
  ])('%j as wrong usage', async (args, message) => {
    await expectFailure(await render('--scene', scene, ...args), 2, message);
  });
});

test('a wrong environment variable is wrong usage, and the message names it', async () => {
  const run = await runCommand('td-master', ['-n2', '-x40', '-y30', `-p${job}`, '--scene', scene], {
    env: { TD_TIMEOUT: 'x' },
  });
  const stderr = 'td-master: TD_TIMEOUT: Expected seconds above 0, got "x" (see td-master --help)\n';
  expect(run).toEqual({ exitCode: 2, stdout: '', stderr });
});

test.each(["it's", 'a "b"', '$HOME', 'a b', '*', '-n'])(
  'a folder and a scene named %j are no matter',
  async (name) => {
    const strange = join(folder, name);
    await mkdir(strange);
    const strangeScene = await smallScene(folder, `${name}.pov`);
    const run = await render('-p', strange, '--scene', strangeScene, '-c');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readdir(folder)).toContain('out.png');
    expect(await readdir(strange)).toEqual([]);
  },
);

describe('a stream', () => {
  const dispatch = `td-dispatch -x 40 -y 30 -p job --scene ball.pov`;

  test.each([
    ['1\\t30\\t-\\t-\\n', 'line 1: Expected 5 columns'],
    [
      '1\\t15\\t-\\t-\\t-\\n1\\tx\\t-\\t-\\t-\\n',
      'line 2, column 2 (last): Expected a row number from 1 on, or -, got "x"',
    ],
    ['1\\t15\\t-\\tlost\\t-\\n', 'line 1, column 4 (state): Expected one of'],
  ])('with an invalid line is refused, with line and column: %s', async (lines, message) => {
    for (const command of [dispatch, 'td-wait -p job --deadline 1', 'td-compose -y 30 -o out.png']) {
      const run = await runShell(`printf '${lines}' | ${command}`, { cwd: folder });
      await expectFailure(run, 2, /^td-\w+: line/);
      expect(run.stderr).toContain(message);
    }
  });

  test.each([
    [dispatch, 'td-dispatch: Expected at least one band, got none\n'],
    ['td-wait -p job', 'td-wait: Expected at least one band on stdin, got none\n'],
    ['td-compose -y 30 -o out.png', 'td-compose: Expected bands that cover rows 1-30, got none\n'],
  ])('without a band is a failure: %s', async (command, stderr) => {
    const run = await runShell(`${command} < /dev/null`, { cwd: folder });
    await expectFailure(run, 1, stderr);
    expect(run).toMatchObject({ stdout: '', stderr });
  });

  test('whose reader has gone ends silently with 141, and its workers are stopped', async () => {
    // What a worker starts need not hold its output.
    await fakeRenderer(folder, 'sleep 1000 > /dev/null 2>&1 & echo $! > pid$8; wait', 'worker');
    const line = `td-partition -n 2 -y 30 | { ${dispatch} --jobs 2 --worker ./worker; echo $? >&2; }`;
    // The reader goes when both workers run.
    const reader = 'until [ -s pid+SR1 ] && [ -s pid+SR16 ]; do sleep 0.02; done';
    const run = await runShell(`${line} | { ${reader}; }`, { cwd: folder, timeout: 20_000 });
    expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '141\n' });
    const pids = await Promise.all(
      ['pid+SR1', 'pid+SR16'].map(async (name) => Number(await readFile(join(folder, name), 'utf8'))),
    );
    expect(pids.filter((pid) => pid > 1)).toHaveLength(2);
    await expect.poll(() => pids.filter(isRunning)).toEqual([]);
    expect((await readdir(job)).sort()).toEqual(['.td-job.json', '.td-log.jsonl']);
  });
});

test('a full disk gives a clear error, and no image, part or lockfile', async () => {
  const disk = join(folder, 'disk');
  await mkdir(disk);
  const words = argv`td-master -n 2 -x 640 -y 480 -p ${disk} --scene ${scene} -o ${disk}/out.png`;
  // A mount namespace of its own, so that the small disk goes with the command.
  const inNamespace = process.getuid?.() === 0 ? 'unshare -m' : 'unshare -rm';
  const run = await runShell(
    `${inNamespace} sh -c 'mount -t tmpfs -o size=16k none ${disk} && ${words.join(' ')}; s=$?; ls -A ${disk}; exit $s'`,
  );
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain('No space left on device');
  expect(run.stdout).not.toMatch(/out\.png|\.part|lockfile$/m);
});

test('the tools for these tests are installed', async () => {
  for (const tool of ['setpriv', 'unshare', 'dash', 'povray', 'pngcheck', 'pngtopam'])
    await execa('which', [tool]);
});

test.each([
  [['--compat'], 'With --compat, parts are named after their hosts: Expected --hosts LIST|FILE, got none'],
  [['--worker', '/x/w.sh'], 'because of .sh: give --worker-kind ours if it is not'],
  [['--', '+W5'], 'POV-Ray option +W5 cannot be given here'],
  [['--', '+WT0'], 'POV-Ray option +WT0: Expected at least 1 for Work_Threads'],
  [['--', '+BS1'], 'POV-Ray option +BS1: Expected at least 4 for Render_Block_Size'],
  [['--', '+RFO'], 'all bands would write the same file'],
  [['--scene', 'ä.pov'], 'ä.pov: POV-Ray cannot open a file whose name is not plain ASCII: rename it'],
  [['--scene', `x'"y.pov`], 'both kinds of quotes in its name: rename it'],
  [['-o', 'a.foo'], 'Expected an output name that ends in'],
])(
  'a plan that cannot work is refused before the job is opened, and before a pipeline is printed: %j',
  async (words, message) => {
    const own = words[0] === '-o' ? words : ['-o', join(folder, 'out.png'), ...words];
    for (const print of [[], ['--print-pipeline']]) {
      const run = await runCommand(
        'td-master',
        argv`-n 2 -x 40 -y 30 -p ${job} --scene ${scene} ${print} ${own}`,
      );
      expect(run).toMatchObject({ exitCode: 2, stdout: '' });
      expect(run.stderr).toContain(message);
      expect(await readdir(job)).toEqual([]);
    }
  },
);
