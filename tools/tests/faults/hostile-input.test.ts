import { copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import {
  argv,
  commandPath,
  samplesOf,
  smallScene,
  temporaryFolder,
  temporaryJob,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { debianPath } from '../cluster/run-cluster.ts';
import { expectPicture, shown } from './pictures.ts';

const uncut = temporaryFolder();
let folder: string;
let job: string;

beforeAll(async () => {
  await smallScene(uncut);
  const words = [`+I${uncut}/ball.pov`, `+O${uncut}/ball.png`, '+W32', '+H24', '-D', '+FN'];
  await execa('povray', words, { env: { PATH: debianPath } });
});

beforeEach(async () => {
  ({ folder, job } = temporaryJob());
  await smallScene(folder);
});

/** Runs a built command as a user would. Does not throw if it fails. */
async function td(name: string, words: string[], input = '', env: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [commandPath(name), ...words], {
    input,
    env,
    reject: false,
    timeout: 20_000,
    killSignal: 'SIGKILL',
    maxBuffer: 1_000_000,
  });
  return { exitCode, stdout, stderr };
}

const image = ['-x', '32', '-y', '24'];
const master = (...words: string[]) =>
  td('td-master', argv`-n 2 ${image} -p ${job} --scene ${folder}/ball.pov -o ${folder}/out.png ${words}`);
const compose = (...bands: string[]) =>
  td('td-compose', ['-y', '24', '-o', join(folder, 'out.png')], bands.join(''));
const done = (rows: string, path: string) => `${rows.replace('-', '\t')}\tpi110\tdone\t${path}\n`;

/** Expects one line of plain text on stderr, and no picture. */
async function expectRefused(
  run: { exitCode: number | undefined; stderr: string },
  exitCode: number,
  words: RegExp,
) {
  expect(run.stderr).toMatch(/^td-[a-z]+: [^\n]+$/);
  expect(run.stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  expect(run.stderr.length).toBeLessThan(3_000);
  expect(run.stderr).toMatch(words);
  expect(run.exitCode).toBe(exitCode);
  expect(await shown(folder)).not.toContain('out.png');
}

describe('the lockfile', () => {
  const wait = (...hosts: string[]) =>
    td('td-wait', ['-p', job, '--grace', '0.5', '--deadline', '3', ...hosts]);

  test('with paths as names, control characters and endless lines: only the valid line counts', async () => {
    await writeFile(join(job, 'pi110.png'), '');
    const lines = [
      '../../etc/passwd 2026_11_22_12:00:00',
      '/etc/passwd 2026_11_22_12:00:00 1-24',
      '-rf 2026_11_22_12:00:00',
      'pi110\u001b[2J 2026_11_22_12:00:00',
      'x'.repeat(5_000_000),
      'pi110',
      'pi1102026_11_22_12:00:00',
      '\0\0 \0',
      'pi11 2026_11_22_12:00:00',
      'pi110 2026_11_22_12:00:00 9999999999-1',
      '$(reboot) 2026_11_22_12:00:00',
    ];
    await writeFile(join(job, 'lockfile'), lines.map((line) => `${line}\n`).join(''));
    expect(await wait('pi110')).toMatchObject({
      exitCode: 124,
      stdout: '-\t-\tpi110\tfailed\ttimed out after 3 s [E_TIMEOUT]',
    });
    await writeFile(join(job, 'lockfile'), 'pi110 2026_11_22_12:00:00\n', { flag: 'a' });
    expect(await wait('pi110')).toMatchObject({ exitCode: 0, stdout: `-\t-\tpi110\tdone\t${job}/pi110.png` });
  });

  test('that is a symbolic link, a folder or a FIFO is refused at once', async () => {
    await writeFile(join(folder, 'elsewhere'), '');
    for (const make of [`ln -s ${folder}/elsewhere`, 'mkdir', 'mkfifo']) {
      await execa('sh', ['-c', `${make} ${job}/lockfile`]);
      await expectRefused(await wait('pi110'), 1, /lockfile: Expected a regular file, got/);
      await expectRefused(await master('-ff'), 1, /lockfile: Expected a regular file, got/);
      await rm(join(job, 'lockfile'), { recursive: true });
    }
    expect(await readFile(join(folder, 'elsewhere'), 'utf8')).toBe('');
  });

  test('cannot name a host that is a path', async () => {
    await expectRefused(
      await wait('../../etc/passwd'),
      2,
      /Expected a host .* got "\.\.\/\.\.\/etc\/passwd"/,
    );
  });
});

describe('the stream', () => {
  test.each([
    ['a host that is a path', '1\t24\t../../etc/passwd\t-\t-\n', /\.\.\/\.\.\/etc\/passwd/],
    ['a host that is an option of ssh', '1\t24\t-oProxyCommand=reboot\t-\t-\n', /-oProxyCommand=reboot/],
    ['a host that is a command', '1\t24\t$(reboot)\t-\t-\n', /\$\(reboot\)/],
    ['controls', '1\t24\tpi110\tfailed\t\u001b[2Jgone\n', /\\x1b\[2Jgone/],
    ['rows below the image', '1\t25\t-\t-\t-\n', /rows 1-25: Expected rows within 1-24/],
    ['rows that no image has', '1\t9999999999\t-\t-\t-\n', /line 1, column 2/],
    ['a line of a megabyte', `1\t24\t-\t-\t${'x'.repeat(1_000_000)}\n`, /line 1: Expected at most 65536/],
    ['bytes of another kind', '\u0089PNG\r\n\u001a\n\0\0\0\rIHDR', /line 1: Expected 5 columns/],
  ])('with %s is refused, and the lockfile released', async (_, line, words) => {
    const scene = ['--scene', join(folder, 'ball.pov')];
    await expectRefused(await td('td-dispatch', [...image, '-p', job, ...scene], line), 2, words);
    expect(await shown(job)).toEqual([]);
  });

  test('cannot make td-compose read a part that is not a picture, or follow a link', async () => {
    await symlink('/etc/passwd', join(job, 'rows-000001-000024.png'));
    const bands = ['/etc/passwd', '/dev/zero', '/proc/self/mem', join(job, 'rows-000001-000024.png'), job];
    for (const path of bands) {
      await expectRefused(
        await compose(done('1-24', path)),
        1,
        new RegExp(`${path}: Expected a (file|PNG image), got `),
      );
    }
    await execa('mkfifo', [join(job, 'fifo.png')]);
    await expectRefused(
      await compose(done('1-24', join(job, 'fifo.png'))),
      1,
      /fifo\.png: Expected a file, got/,
    );
  });

  test('cannot make td-compose -c remove anything outside the folder', async () => {
    const precious = join(folder, 'precious.png');
    await copyFile(join(uncut, 'ball.png'), precious);
    const words = ['-y', '24', '-o', join(folder, 'out.png'), '-c', '-p', job];
    const run = await td('td-compose', words, done('1-24', precious));
    expect(run).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/nothing was removed/) as string,
    });
    expect(await shown(folder)).toContain('precious.png');
  });
});

describe('a part', () => {
  /** A chunk with its length and its CRC (PNG specification, 5.3). */
  const chunk = (type: string, data: Buffer, length = data.length) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const number = (value: number) => Buffer.from(Uint32Array.of(value).buffer).reverse();
    return Buffer.concat([number(length), body, number(crc32(body))]);
  };
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const header = (width: number, height: number) => {
    const data = Buffer.alloc(13);
    data.writeUInt32BE(width, 0);
    data.writeUInt32BE(height, 4);
    data.set([8, 2, 0, 0, 0], 8);
    return chunk('IHDR', data);
  };
  const end = chunk('IEND', Buffer.alloc(0));

  test.each<[string, (image: Buffer) => Buffer, RegExp]>([
    ['of no bytes', () => Buffer.alloc(0), /Expected a PNG image, got 0 bytes$/],
    [
      'that breaks off',
      (image) => image.subarray(0, image.length - 30),
      /got one that is cut off after \d+ bytes$/,
    ],
    [
      'with a wrong bit',
      (image) => ((image[image.length >> 1]! ^= 1), image),
      /IDAT chunk at byte \d+ is damaged \(its CRC is wrong\)$/,
    ],
    [
      'that says it has 2^31 columns',
      () => Buffer.concat([signature, header(2 ** 31, 24), end]),
      /possible size, got 2147483648x24$/,
    ],
    [
      'that says it has 2^30 rows',
      () => Buffer.concat([signature, header(32, 2 ** 30), end]),
      /possible size, got 32x1073741824$/,
    ],
    [
      'with a chunk of 4 GB',
      () => Buffer.concat([signature, header(32, 24), chunk('IDAT', Buffer.alloc(9), 2 ** 32 - 1)]),
      /Expected a PNG chunk at byte 33, got damaged data$/,
    ],
    [
      'with fewer rows',
      (image) => Buffer.concat([signature, header(32, 23), image.subarray(33)]),
      /Expected 24 rows.* got 23/,
    ],
    [
      'that is text',
      () => Buffer.from('#!/bin/sh\nreboot\n'),
      /got something that begins with the bytes 23212f62696e2f73$/,
    ],
  ])('%s is refused, by name', async (_, change, words) => {
    const path = join(job, 'rows-000001-000024.png');
    await writeFile(path, change(await readFile(join(uncut, 'ball.png'))));
    const run = await compose(done('1-24', path));
    await expectRefused(run, 1, words);
    expect(run.stderr).toContain(path);
  });

  test('that inflates to a thousand times its stated size is refused', async () => {
    const path = join(job, 'rows-000001-000024.png');
    const bomb = deflateSync(Buffer.alloc(64 * 2 ** 20));
    await writeFile(path, Buffer.concat([signature, header(32, 24), chunk('IDAT', bomb), end]));
    await expectRefused(
      await compose(done('1-24', path)),
      1,
      new RegExp(`${path}: Expected 2328 bytes of image data, as the header says, got more$`),
    );
  });

  test.each(['ln -s /etc/passwd', 'mkfifo', 'mkdir'])(
    'made by %s before the job does no harm',
    async (make) => {
      await execa('sh', ['-c', `${make} ${job}/rows-000001-000012.png`]);
      const run = await master();
      if (make === 'mkdir') {
        await expectRefused(
          { ...run, stderr: lastLine(run.stderr) },
          1,
          /rows-000001-000012\.png cannot be removed: Is a directory$/,
        );
      } else {
        expect(run).toMatchObject({ exitCode: 0, stderr: '' });
        await expectPicture(join(folder, 'out.png'), await samplesOf(join(uncut, 'ball.png')));
      }
    },
  );
});

describe('a worker', () => {
  const asWorker = (script: string) =>
    writeFile(join(folder, 'worker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const run = (...words: string[]) => master('--worker', join(folder, 'worker'), '--retries', '0', ...words);

  test('that writes megabytes without a newline, and then escape sequences, is quoted in one line', async () => {
    await asWorker(
      String.raw`head -c 8000000 /dev/zero | tr '\0' x >&2; head -c 8000000 /dev/zero; printf '\n\033]0;owned\007 \033[2Jred\n' >&2; exit 1`,
    );
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(1);
    expect(stderr).toContain(String.raw`\x1b]0;owned\x07 \x1b[2Jred`);
    expect(stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(stderr.length).toBeLessThan(10_000);
  });

  test('that reports the bands of other workers as done is ignored', async () => {
    await asWorker(String.raw`printf '1\t24\tpi110\tdone\t/etc/passwd\n1\t12\tx\tended\tbytes=9\n'; exit 0`);
    const { exitCode, stderr } = await run('--grace', '0.2');
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 1 });
    expect(stderr).toMatch(/ended without a line in the lockfile within 0\.2 s/);
    expect(await shown(job)).toEqual([]);
  });

  test.each([
    ['rows outside the image', '+SR13', '+ER25', /Expected rows within 1-24, got 13-25/],
    ['rows the wrong way round', '+SR13', '+ER12', /Expected rows within 1-24, got 13-12/],
    ['rows that are a command', '+SR$(reboot)', '+ER12', /argument 8: Expected/],
  ])('refuses %s', async (_, first, last, words) => {
    await writeFile(join(job, 'lockfile'), '');
    const image = ['+FN', '+W32', '+H24', '+O/tmp/', first, last];
    const args = ['2', `${folder}/`, 'ball.pov', ...image, job, join(job, 'lockfile')];
    await expectRefused(await td('td-worker', args), 2, words);
    expect(await readdir(job)).toEqual(['lockfile']);
  });

  test('refuses a host whose part would lie outside the job folder', async () => {
    await writeFile(join(job, 'lockfile'), '');
    const image = ['+FN', '+W32', '+H24', '+O/tmp/', '+SR1', '+ER12'];
    const args = ['2', `${folder}/`, 'ball.pov', ...image, job, join(job, 'lockfile')];
    for (const host of ['../precious', '/tmp/precious', '..', '-x', '']) {
      await expectRefused(
        await td('td-worker', [...args, `--host=${host}`]),
        2,
        /--host: Expected a host's name/,
      );
    }
    expect(await readdir(job)).toEqual(['lockfile']);
  });
});

test('a scene and a folder whose names are shell code', async () => {
  const name = `$(touch owned);\`touch owned\` & | > '*? -x.pov`;
  const place = join(folder, `a b;$(touch owned)'*`);
  await mkdir(join(place, 'job'), { recursive: true });
  await smallScene(place, name);
  const words = ['-n', '2', ...image, '-p', join(place, 'job'), '-o', join(folder, 'out.png'), '--scene'];
  expect(await td('td-master', [...words, join(place, name)])).toMatchObject({ exitCode: 0, stderr: '' });
  await expectPicture(join(folder, 'out.png'), await samplesOf(join(uncut, 'ball.png')));
  expect(await shown(folder)).not.toContain('owned');
  expect((await shown(place)).sort()).toEqual([name, 'job'].sort());
});

function lastLine(text: string): string {
  return text.split('\n').at(-1)!;
}
