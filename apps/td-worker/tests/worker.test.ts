import { access, chmod, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  asNobody,
  commandPath,
  cutSamples,
  endlessScene,
  fakeRenderer,
  findProcesses,
  processesWith,
  runCommand,
  runShell,
  samplesOf,
  smallScene,
  startCommand,
  temporaryFolder,
  temporaryJob,
} from '@task-distributor/testing';
import { execa, type Options } from 'execa';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

const pictures = temporaryFolder();
let folder: string;
let job: string;

beforeAll(async () => void (await smallScene(pictures)));

beforeEach(async () => {
  ({ folder, job } = temporaryJob());
  await writeFile(join(job, 'lockfile'), '');
  await smallScene(folder);
});

/** The eleven arguments as the original's master passes them: rows 6-10 of 40x30, the second of six bands. */
function eleven(changes: Record<number, string> = {}): string[] {
  const words = `6 ${folder}/ ball.pov +FN +W40 +H30 +O/tmp/ +SR6 +ER10 ${job} ${job}/lockfile`.split(' ');
  return words.map((word, i) => changes[i + 1] ?? word);
}

const work = (args: readonly string[] = [], options: Options = {}) =>
  runCommand('td-worker', [...eleven(), ...args], options);
const line = () => readFile(join(job, 'lockfile'), 'utf8');
const date = String.raw`\d{4}_\d\d_\d\d_\d\d:\d\d:\d\d`;
const done = { exitCode: 0, stdout: '', stderr: '' };

/** The uncut picture, rendered by POV-Ray alone, once for each set of options. */
async function uncut(...options: string[]): Promise<string> {
  const path = join(pictures, `uncut${options.join('')}.png`);
  if (await access(path).catch(() => true)) {
    const words = [`+I${pictures}/ball.pov`, '+W40', '+H30', '-D', '+FN', ...options];
    await execa('povray', [...words, `+O${path}`]);
  }
  return path;
}

async function expectRows6To10(part: string, ...options: string[]): Promise<void> {
  expect(await samplesOf(join(job, part))).toEqual(
    cutSamples(await samplesOf(await uncut(...options)), 6, 10),
  );
}

/** Expects the exit code, one line on stderr, and no part, lockfile line or partial file. */
async function expectFailure(
  run: { exitCode: number | undefined; stdout: string; stderr: string },
  exitCode: number,
  message: RegExp | string,
): Promise<void> {
  expect(run).toMatchObject({ exitCode, stdout: '' });
  expect(run.stderr).toMatch(/^td-worker: [^\n]+\n$/);
  expect(run.stderr).toMatch(message);
  expect((await readdir(job)).filter((name) => name.includes('png') || name.startsWith('.part'))).toEqual([]);
  expect(await line().catch(() => '')).toBe('');
}

describe('called as by the original master', () => {
  test('writes the same files as the original worker: <hostname>.png and one line', async () => {
    const now = async () => (await execa('date', ['+%Y_%m_%d_%H:%M:%S'])).stdout;
    const before = await now();
    expect(await work()).toEqual(done);
    const after = await now();
    expect((await readdir(job)).sort()).toEqual([`${hostname()}.png`, 'lockfile'].sort());
    const [, host, time] = /^(.*) (.*)\n$/.exec(await line())!;
    expect(host).toBe(hostname());
    expect(before <= time! && time! <= after).toBe(true);
    await expectRows6To10(`${hostname()}.png`);
  });

  test('appends to existing lines, and replaces the part of an earlier job', async () => {
    await writeFile(join(job, 'lockfile'), 'pi9 2026_11_22_12:00:00\n');
    await writeFile(join(job, `${hostname()}.png`), 'of an earlier job');
    expect(await work()).toEqual(done);
    expect(await line()).toMatch(new RegExp(`^pi9 2026_11_22_12:00:00\n${hostname()} ${date}\n$`));
    await expectRows6To10(`${hostname()}.png`);
  });

  test('does not wait for a stdin that never ends', async () => {
    expect(await work([], { stdin: 'pipe' })).toEqual(done);
  });

  test('accepts a folder without a slash, and a path with spaces and quotes', async () => {
    const strange = join(folder, `it's "a" $HOME`.replaceAll('"', ''));
    await mkdir(strange);
    await smallScene(strange, 'a b.pov');
    expect(await runCommand('td-worker', eleven({ 2: strange, 3: 'a b.pov' }))).toEqual(done);
    await expectRows6To10(`${hostname()}.png`);
  });
});

describe('its own options', () => {
  test('--band and --host name part and line', async () => {
    expect(await work(['--band', '--host', 'pi111'])).toEqual(done);
    expect((await readdir(job)).sort()).toEqual(['lockfile', 'rows-000006-000010.png']);
    expect(await line()).toMatch(new RegExp(`^pi111 ${date} 6-10\n$`));
    await expectRows6To10('rows-000006-000010.png');
  });

  test('--host alone replaces the name of this machine', async () => {
    expect(await work(['--host', 'pi111'])).toEqual(done);
    expect((await readdir(job)).sort()).toEqual(['lockfile', 'pi111.png']);
    expect(await line()).toMatch(new RegExp(`^pi111 ${date}\n$`));
  });

  test.each(['../pi1', 'a/b', '', 'a b', '-x', '.part-x', 'a\nb'])('--host %j is no host', async (name) => {
    await expectFailure(await work([`--host=${name}`]), 2, /--host: Expected a host's name, got "/);
  });

  test('options after -- are passed to POV-Ray: 16 bit', async () => {
    expect(await work(['--host', 'pi1', '--', '+FN16'])).toEqual(done);
    expect((await samplesOf(join(job, 'pi1.png'))).format).toContain('MAXVAL 65535');
    await expectRows6To10('pi1.png', '+FN16');
  });

  test('anti-aliasing gives the same pixels as in the uncut picture', async () => {
    expect(await work(['--host', 'pi1', '--', '+A0.1', '+R3', '+UA'])).toEqual(done);
    expect((await samplesOf(join(job, 'pi1.png'))).format).toContain('RGB_ALPHA');
    await expectRows6To10('pi1.png', '+A0.1', '+R3', '+UA');
  });

  test('options that would change the rows are refused', async () => {
    await expectFailure(await work(['--', '+ER30']), 2, /POV-Ray option \+ER30 cannot be given here/);
  });

  test('--povray overrides TD_POVRAY, which overrides povray on PATH', async () => {
    const first = await fakeRenderer(folder, 'echo "Error: the first" >&2; exit 1', 'first');
    const second = await fakeRenderer(folder, 'echo "Error: the second" >&2; exit 1', 'povray');
    const env = { TD_POVRAY: first };
    await expectFailure(await work([], { env }), 1, /POV-Ray, ball\.pov: exit 1: Error: the first/);
    await expectFailure(await work(['--povray', second], { env }), 1, /Error: the second/);
    const path = { PATH: `${folder}:${process.env['PATH']}` };
    await expectFailure(await work([], { env: path }), 1, /Error: the second/);
    await expectFailure(
      await work(['--povray', '/nowhere/povray']),
      1,
      /\/nowhere\/povray: No such program \(--povray/,
    );
  });

  test('--progress writes running lines, at most one a second, and the known facts at the end', async () => {
    const report = (n: number) => `printf 'Rendered ${n} of 200 pixels\\r' >&2`;
    const image = `cat ${await uncut()}`;
    const lines = [report(50), report(60), 'sleep 1.2', report(150), image, report(200)].join('\n');
    const povray = await fakeRenderer(folder, lines);
    const run = await work(['--progress', '--host', 'pi111', '--povray', povray]);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    // The worker may read two of the reports from the pipe at once.
    expect(run.stdout).toMatch(/^6\t10\tpi111\trunning\t(25|30)\n6\t10\tpi111\trunning\t(75|100)\n/);
    const { size } = await stat(join(job, 'pi111.png'));
    const [ended, ...rest] = run.stdout.split('\n').slice(2);
    expect(ended).toMatch(new RegExp(`^6\t10\tpi111\tended\tbytes=${size} launch=[0-9.]+$`));
    expect(rest).toEqual(['']);
  });

  test("--progress reports POV-Ray's times, and a scene that fails on every host", async () => {
    const run = await work(['--progress', '--host', 'pi111']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/\tended\tbytes=\d+ parse=[\d.]+ trace=[\d.]+ launch=[\d.]+\n$/);
    await rm(join(job, 'pi111.png'));
    await writeFile(join(job, 'lockfile'), '');
    await writeFile(join(folder, 'ball.pov'), 'sphre { 0, 1 }\n');
    const wrong = await work(['--progress', '--host', 'pi111']);
    expect(wrong.stdout).toMatch(
      /^6\t10\tpi111\tfailed\tPOV-Ray, ball\.pov: exit 1: .*line 1: Parse Error.*\n$/,
    );
    await expectFailure({ ...wrong, stdout: '' }, 1, /line 1: Parse Error/);
  });
});

describe('--job', () => {
  const openJob = (id: string) => {
    const owner = { host: 'pi100', pid: 1, startTime: '' };
    const facts = { scene: 'ball.pov', sceneHash: null, width: 40, height: 30, options: [], owner };
    const text = JSON.stringify({ version: 1, id, ...facts, opened: '2026-11-22T12:00:00.000Z' });
    return writeFile(join(job, '.td-job.json'), text);
  };

  test('of the open job: the part is published', async () => {
    await openJob('job-1');
    expect(await work(['--job', 'job-1', '--band', '--host', 'pi111'])).toEqual(done);
    expect(await line()).toMatch(new RegExp(`^pi111 ${date} 6-10\n$`));
  });

  test('of another job, or of none: nothing is published', async () => {
    await expectFailure(
      await work(['--job', 'job-1']),
      1,
      `${job}: Expected job job-1, but there is no job file`,
    );
    await openJob('job-2');
    await expectFailure(
      await work(['--job', 'job-1']),
      1,
      `${job}: Expected job job-1, but the open job is job-2`,
    );
    await expectFailure(await work(['--job=']), 2, '--job: Expected the ID of a job');
  });

  // Only root can mount without further rights.
  test.runIf(process.getuid!() === 0)('that shows late on a network file system is waited for', async () => {
    const mounted = join(folder, 'mounted');
    await mkdir(mounted);
    await execa('bindfs', [job, mounted]);
    onTestFinished(async () => void (await execa('umount', [mounted])));
    await openJob('job-1');
    await rm(join(job, 'lockfile'));
    const povray = await fakeRenderer(folder, `sleep 0.5; : > ${job}/lockfile; exec povray "$@"`);
    const words = [...eleven({ 10: mounted, 11: `${mounted}/lockfile` }), '--job', 'job-1', '--band'];
    expect(await runCommand('td-worker', [...words, '--povray', povray])).toEqual(done);
  });

  test('of a job that is replaced during the render: nothing is published', async () => {
    await openJob('job-1');
    const sed = `sed -i s/job-1/job-2/ ${job}/.td-job.json`;
    const povray = await fakeRenderer(folder, `${sed}; exec povray "$@"`);
    await expectFailure(
      await work(['--job', 'job-1', '--povray', povray]),
      1,
      'Expected job job-1, but the open job is job-2',
    );
  });

  test('of a job whose lockfile disappears during the render: nothing is published', async () => {
    await openJob('job-1');
    const povray = await fakeRenderer(folder, `rm ${job}/lockfile; exec povray "$@"`);
    const run = await work(['--job', 'job-1', '--povray', povray]);
    await expectFailure(run, 1, /lockfile: No such file or directory: no job is open there/);
    expect(await readdir(job)).toEqual(['.td-job.json']);
  });
});

// Only root can become a user who has no entry in /etc/passwd.
test.runIf(process.getuid!() === 0)(
  'renders for a user without an entry in /etc/passwd, without HOME',
  async () => {
    await Promise.all([chmod(folder, 0o755), chmod(job, 0o777), chmod(join(job, 'lockfile'), 0o666)]);
    const asNewUser = ['-u', 'HOME', 'setpriv', '--reuid=4242', '--regid=4242', '--clear-groups'];
    const words = [process.execPath, commandPath('td-worker'), ...eleven(), '--band', '--', '+A0.3'];
    const { exitCode, stdout, stderr } = await execa('env', [...asNewUser, ...words], { reject: false });
    expect({ exitCode, stdout, stderr }).toEqual(done);
    await expectRows6To10('rows-000006-000010.png', '+A0.3');
  },
);

describe('refuses', () => {
  test.each([
    [{ 8: '+SR0' }, 'argument 8: Expected +SRfirst row as a whole number from 1 on, got "+SR0"'],
    [{ 8: '+SR11' }, 'arguments 8 and 9: Expected rows within 1-30, got 11-10'],
    [{ 9: '+ER31' }, 'arguments 8 and 9: Expected rows within 1-30, got 6-31'],
    [{ 9: '+ER10.5' }, 'argument 9: Expected'],
    [{ 5: '40' }, 'argument 5: Expected +Wwidth'],
    [{ 6: '+H-30' }, 'argument 6: Expected +Hheight'],
    [{ 4: '+FT' }, 'argument 4: Expected +FN (parts are PNG), got "+FT"'],
    [{ 1: '0' }, 'argument 1: Expected number of nodes'],
    [{ 3: '' }, 'argument 3: Expected a scene file'],
    [{ 11: '' }, 'arguments 10 and 11: Expected job folder and lockfile'],
  ])('invalid arguments: %j', async (changes, message) => {
    await expectFailure(await runCommand('td-worker', eleven(changes)), 2, message);
  });

  test('a wrong number of arguments', async () => {
    const tenWords = await runCommand('td-worker', eleven().slice(1));
    await expectFailure(
      tenWords,
      2,
      "Expected the original worker's 11 arguments, or --scene, -x, -y, --rows and -p, got 10",
    );
    await expectFailure(await work(['+A0.3']), 2, "got 12 arguments; the renderer's options go after --");
  });

  test('a scene that is missing or wrong', async () => {
    const none = await runCommand('td-worker', eleven({ 3: 'none.pov' }));
    await expectFailure(none, 1, `${folder}/none.pov: cannot read the scene: No such file or directory`);
    await writeFile(join(folder, 'ball.pov'), 'camera { }\nsphre { 0, 1 }\n');
    await expectFailure(
      await work(),
      1,
      /POV-Ray, ball\.pov: exit 1: File '.*ball\.pov' line 2: Parse Error: /,
    );
  });

  test('a job that is not open', async () => {
    await rm(join(job, 'lockfile'));
    await expectFailure(await work(), 1, `${job}/lockfile: No such file or directory: no job is open there`);
    expect(await readdir(job)).toEqual([]);
  });

  test('a job folder that is not writable', async () => {
    await chmod(folder, 0o755);
    await chmod(job, 0o555);
    const [program, ...args] = asNobody([process.execPath, commandPath('td-worker'), ...eleven()]);
    const { exitCode, stdout, stderr } = await execa(program, args, {
      reject: false,
      stripFinalNewline: false,
    });
    await expectFailure({ exitCode, stdout, stderr }, 1, `${job}: cannot write the part: Permission denied`);
  });

  test('to continue if the disk is full, and names the file', async () => {
    // In a new mount namespace, so that the small disk is unmounted with the end of the command.
    const inNamespace = process.getuid!() === 0 ? 'unshare -m' : 'unshare -rm';
    const big = eleven({ 5: '+W640', 6: '+H480', 8: '+SR1', 9: '+ER480' }).join(' ');
    const inside = `mount -t tmpfs -o size=16k none ${job} && : > ${job}/lockfile && $TD_WORKER ${big}; s=$?; ls -A ${job}; wc -c < ${job}/lockfile; exit $s`;
    const { exitCode, stdout, stderr } = await runShell(`${inNamespace} sh -c '${inside}'`);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: 'lockfile\n0\n',
      stderr: `td-worker: ${job}/${hostname()}.png: cannot write the part: No space left on device\n`,
    });
  });
});

describe('a renderer that cannot be trusted', () => {
  const rendered = "printf 'Rendered 200 of 200 pixels (100%%)\\n' >&2";

  beforeEach(async () => copyFile(await uncut(), join(folder, 'uncut.png')));

  test.each([
    [
      'exits 0 without its final 100 %',
      "printf 'Rendered 100 of 200 pixels (50%%)\\n' >&2; cat uncut.png",
      'POV-Ray, ball.pov: it exited 0, but rendered 100 of 200 pixels, expected 200 (rows 6-10)',
    ],
    [
      'rendered other rows',
      `cat uncut.png; ${rendered.replaceAll('200', '1200')}`,
      'rendered 1200 of 1200 pixels',
    ],
    ['says nothing at all', 'cat uncut.png', 'rendered 0 of 0 pixels'],
    ['does nothing at all', ':', 'rendered 0 of 0 pixels'],
    ['gives no image', rendered, 'Expected a PNG image, got 0 bytes'],
    ['gives a short image', `head -c 700 uncut.png; ${rendered}`, 'cut off after 700 bytes'],
    [
      'gives an image and more',
      `cat uncut.png uncut.png; ${rendered}`,
      /Expected the end of the PNG after its IEND chunk, got (\d+) more bytes; head -c \1 drops them/,
    ],
    [
      'writes garbage',
      `head -c 100000 /dev/zero; ${rendered}`,
      'Expected a PNG image, got something that begins with',
    ],
    [
      'writes an image of another size',
      `povray +I${'"$PWD"'}/ball.pov +W41 +H30 -D +O- +FN 2>/dev/null; ${rendered}`,
      'Expected an image of 40x30, got 41x30',
    ],
    [
      'fails with a message',
      "echo 'Fatal error in renderer: out of luck.' >&2; exit 7",
      'exit 7: Fatal error in renderer: out of luck.',
    ],
    ['fails and says nothing', 'exit 3', 'exit 3: no error message'],
    ['fails after its image', `cat uncut.png; ${rendered}; exit 1`, 'exit 1: no error message'],
    ['is killed', 'kill -9 $$', 'was killed by SIGKILL'],
    ['writes escape sequences', "printf 'Error: \\033[2Jgone\\n' >&2; exit 1", 'exit 1: Error: \\x1b[2Jgone'],
    [
      'writes megabytes of messages',
      "yes 'Error: again' | head -c 5000000 >&2; exit 1",
      'exit 1: Error: again',
    ],
    ['writes a line of megabytes', "head -c 5000000 /dev/zero | tr '\\0' x >&2; exit 1", 'exit 1: xxx'],
  ])('%s', async (_what, lines, message) => {
    const povray = await fakeRenderer(folder, `cd ${folder}\n${lines}`);
    const run = await work(['--povray', povray]);
    await expectFailure(run, 1, message);
    expect(run.stderr.length).toBeLessThan(5_000);
  });

  test('may write megabytes of messages before its image', async () => {
    const povray = await fakeRenderer(folder, 'yes "a message" | head -c 5000000 >&2; exec povray "$@"');
    expect(await work(['--povray', povray, '--host', 'pi1'])).toEqual(done);
    await expectRows6To10('pi1.png');
  });

  test('that does not end after its image is not waited for, and is stopped after a while', async () => {
    const povray = await fakeRenderer(folder, 'sleep 61.0625 &\npovray "$@"\nwait');
    expect(await work(['--povray', povray, '--host', 'pi1'])).toEqual(done);
    expect(await processesWith('61.0625')).toHaveLength(1);
    await expectRows6To10('pi1.png');
    expect(await line()).toMatch(/^pi1 /);
    await expect.poll(() => processesWith('61.0625'), { timeout: 15_000 }).toEqual([]);
  });

  test('may delay its messages until its end, as a wrapper does', async () => {
    const wrap = (options: string) =>
      fakeRenderer(folder, `povray ${options} "$@" 2> ${folder}/log; s=$?; cat ${folder}/log >&2; exit $s`);
    expect(await work(['--povray', await wrap(''), '--host', 'pi1'])).toEqual(done);
    await expectRows6To10('pi1.png');
    await rm(join(job, 'pi1.png'));
    await writeFile(join(job, 'lockfile'), '');
    // If it turns on anti-aliasing, POV-Ray is started again, with more rows.
    expect(await work(['--povray', await wrap('+A0.1'), '--host', 'pi1'])).toEqual(done);
    await expectRows6To10('pi1.png', '+A0.1');
  });
});

describe('stopped while it renders', () => {
  let scene: string;
  beforeEach(async () => (scene = await endlessScene(folder)));

  const povrays = async () => (await processesWith(scene)).filter((words) => words.includes('+I'));
  const untilRendering = () => expect.poll(async () => (await povrays()).length, { timeout: 20_000 }).toBe(1);
  const endless = () => eleven({ 3: 'endless.pov', 5: '+W640', 6: '+H480', 9: '+ER480' });

  test.each([
    ['SIGINT', 130, 'interrupted'],
    ['SIGTERM', 143, 'terminated'],
    ['SIGHUP', 129, 'terminated: the terminal has gone'],
  ] as const)('by %s, it stops POV-Ray', async (signal, exitCode, message) => {
    const worker = startCommand('td-worker', endless());
    await untilRendering();
    worker.kill(signal);
    const { exitCode: got, stdout, stderr } = await worker;
    expect(await povrays()).toEqual([]);
    await expectFailure({ exitCode: got, stdout: String(stdout), stderr: String(stderr) }, exitCode, message);
  });

  test('by kill -9, POV-Ray is stopped too', async () => {
    const worker = startCommand('td-worker', endless());
    await untilRendering();
    worker.kill('SIGKILL');
    await worker;
    await expect.poll(povrays, { timeout: 5_000 }).toEqual([]);
    expect(await line()).toBe('');
    expect((await readdir(job)).filter((name) => !name.startsWith('.part-'))).toEqual(['lockfile']);
  });

  test('by kill -9, a POV-Ray that is the child of a script is stopped too', async () => {
    const script = await fakeRenderer(folder, 'trap : TERM\npovray "$@"\necho ended >&2');
    const worker = startCommand('td-worker', [...endless(), '--povray', script]);
    await expect.poll(async () => (await povrays()).length, { timeout: 20_000 }).toBe(2);
    worker.kill('SIGKILL');
    await worker;
    await expect.poll(povrays, { timeout: 5_000 }).toEqual([]);
  });

  test.each(['SIGINT', 'SIGKILL'] as const)(
    'by %s, a POV-Ray that `timeout` has put into its own process group is stopped too',
    async (signal) => {
      const script = await fakeRenderer(folder, 'timeout 3600 povray "$@"');
      const worker = startCommand('td-worker', [...endless(), '--povray', script]);
      await expect.poll(async () => (await povrays()).length, { timeout: 20_000 }).toBe(3);
      worker.kill(signal);
      await worker;
      await expect.poll(povrays, { timeout: 5_000 }).toEqual([]);
    },
  );

  test('it does not wait for a POV-Ray that has left its session', async () => {
    const script = await fakeRenderer(folder, 'setsid -w povray "$@"');
    const worker = startCommand('td-worker', [...endless(), '--povray', script]);
    const hasLeft = async () => (await povrays()).some((words) => words.startsWith('povray '));
    await expect.poll(hasLeft, { timeout: 20_000 }).toBe(true);
    worker.kill('SIGTERM');
    expect(await worker).toMatchObject({ exitCode: 143 });
    await execa('pkill', ['-KILL', '-f', scene]);
  });

  test('because nobody reads its progress any more, it exits 141 without a message', async () => {
    const worker = startCommand('td-worker', [...endless(), '--progress'], { buffer: false });
    await untilRendering();
    worker.stdout!.destroy();
    expect(await worker).toMatchObject({ exitCode: 141 });
    expect(await povrays()).toEqual([]);
    expect(await readdir(job)).toEqual(['lockfile']);
  });

  test('a POV-Ray that is killed is a failed render', async () => {
    const worker = startCommand('td-worker', endless());
    await untilRendering();
    process.kill(await povrayPid(), 'SIGKILL');
    const { exitCode, stdout, stderr } = await worker;
    const run = { exitCode, stdout: String(stdout), stderr: String(stderr) };
    await expectFailure(run, 1, /POV-Ray, endless\.pov: .*povray was killed by SIGKILL/);
  });

  async function povrayPid(): Promise<number> {
    const [found] = (await findProcesses(scene)).filter(({ command }) => command.includes('+I'));
    return found!.pid;
  }
});

test('the tools for these tests are installed', async () => {
  for (const tool of ['povray', 'pngtopam', 'setpriv', 'unshare']) await execa('which', [tool]);
});
