import { once } from 'node:events';
import { copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cutSamples,
  runCommand,
  runShell,
  samplesOf,
  startCommand,
  temporaryFolder,
} from '@task-distributor/testing';
import { execa } from 'execa';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

const [width, height] = [24, 19];
const done = { exitCode: 0, stdout: '', stderr: '' };
let folder: string;
let input: string;

/** Deterministic noise by xorshift, so that all rows are different. */
function noise(length: number): Uint8Array {
  let state = 12_345;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}

const picture = (channels: 1 | 2 | 3 | 4, size = { width, height }) =>
  sharp(noise(size.width * size.height * channels), { raw: { ...size, channels } });
const wide = (channels: 1 | 2 | 3 | 4) =>
  sharp(new Uint16Array(noise(2 * width * height * channels).buffer), { raw: { width, height, channels } });

beforeEach(async () => {
  folder = await temporaryFolder();
  input = join(folder, 'in.png');
  await picture(3).png().toFile(input);
});

const path = (name: string) => join(folder, name);

describe('exactly the given rows, in the same format', () => {
  // Depth and colour type: PNG specification, 11.2.1.
  const kinds: Record<string, [() => Sharp, [number, number]]> = {
    'RGB of 8 bits': [() => picture(3).png(), [8, 2]],
    'RGB of 16 bits': [() => wide(3).toColourspace('rgb16').png(), [16, 2]],
    'RGBA of 8 bits': [() => picture(4).png(), [8, 6]],
    'RGBA of 16 bits': [() => wide(4).toColourspace('rgb16').png(), [16, 6]],
    'grey of 8 bits': [() => picture(1).toColourspace('b-w').png(), [8, 0]],
    'grey of 16 bits': [() => wide(1).toColourspace('grey16').png(), [16, 0]],
    'grey and alpha': [() => picture(2).toColourspace('b-w').png(), [8, 4]],
    palette: [() => picture(3).png({ palette: true, colours: 16 }), [4, 3]],
    'palette with alpha': [() => picture(4).png({ palette: true, colours: 16 }), [4, 3]],
    interlaced: [() => picture(3).png({ progressive: true }), [8, 2]],
  };

  test.each(Object.keys(kinds))('%s', async (name) => {
    const [image, format] = kinds[name]!;
    await image().toFile(input);
    const whole = await samplesOf(input);
    const formatOf = async (file: string) => [...(await readFile(file)).subarray(24, 26)];
    expect(await formatOf(input)).toEqual(format);
    expect(await runCommand('td-crop', ['--rows', '5-11', input, '-o', path('out.png')])).toEqual(done);
    expect(await samplesOf(path('out.png'))).toEqual(cutSamples(whole, 5, 11));
    expect(await formatOf(path('out.png'))).toEqual(format);
    await execa('pngcheck', ['-q', path('out.png')]);
  });

  test.each(['1-1', '1-19', '19-19'])('rows %s', async (rows) => {
    const [first, last] = rows.split('-').map(Number) as [number, number];
    expect(await runCommand('td-crop', ['--rows', rows, input, '-o', path('out.png')])).toEqual(done);
    expect(await samplesOf(path('out.png'))).toEqual(cutSamples(await samplesOf(input), first, last));
  });

  test('marked with their job if --job is given', async () => {
    const job = 'of-mine';
    expect(
      await runCommand('td-crop', ['--rows', '3-9', '--job', job, input, '-o', path('out.png')]),
    ).toEqual(done);
    // The mark is the chunk before IEND, and the job is at the end of its data (docs/part-format.md).
    const tail = (await readFile(path('out.png'))).subarray(-(12 + 4 + job.length), -(12 + 4));
    expect(tail.toString()).toBe(job);
    expect(await samplesOf(path('out.png'))).toEqual(cutSamples(await samplesOf(input), 3, 9));
  });

  test('a JPEG: as sharp decodes it', async () => {
    await picture(3).jpeg({ quality: 100 }).toFile(path('in.jpg'));
    expect(await runCommand('td-crop', ['--rows', '5-11', path('in.jpg'), '-o', path('out.png')])).toEqual(
      done,
    );
    await sharp(path('in.jpg')).png().toFile(path('whole.png'));
    expect(await samplesOf(path('out.png'))).toEqual(cutSamples(await samplesOf(path('whole.png')), 5, 11));
  });
});

describe('input and output', () => {
  test.each([
    ['stdin to stdout, by default', '$TD_CROP --rows 5-11 < in.png > out.png'],
    ['stdin to stdout, by name', 'cat in.png | $TD_CROP --rows 5-11 - -o - | cat > out.png'],
    ['a file to stdout', '$TD_CROP --rows 5-11 in.png > out.png'],
    ['stdin to a file', '$TD_CROP -o out.png --rows 5-11 < in.png'],
  ])('%s', async (_what, line) => {
    expect(await runShell(line, { cwd: folder })).toEqual(done);
    expect(await samplesOf(path('out.png'))).toEqual(cutSamples(await samplesOf(input), 5, 11));
    expect((await readdir(folder)).sort()).toEqual(['in.png', 'out.png']);
  });

  test('the same file, or a link to it', async () => {
    const whole = await samplesOf(input);
    await symlink('in.png', path('link.png'));
    expect(await runCommand('td-crop', ['--rows', '3-15', input, '-o', input])).toEqual(done);
    expect(await runCommand('td-crop', ['--rows', '3-9', input, '-o', path('link.png')])).toEqual(done);
    expect(await samplesOf(input)).toEqual(cutSamples(whole, 5, 11));
    expect((await readdir(folder)).sort()).toEqual(['in.png', 'link.png']);
  });

  test('a name with spaces, quotes and a leading dash', async () => {
    await copyFile(input, path(`-it's $x "1".png`));
    expect(
      await runCommand('td-crop', ['--rows', '5-11', path(`-it's $x "1".png`), '-o', path('a b.png')]),
    ).toEqual(done);
    expect(await samplesOf(path('a b.png'))).toEqual(cutSamples(await samplesOf(input), 5, 11));
  });
});

describe('refuses', () => {
  /** Expects one line on stderr and an unchanged folder. */
  async function expectRefusal(
    args: string[],
    exitCode: number,
    message: string | RegExp,
    stdin?: Uint8Array,
  ) {
    const before = await readdir(folder);
    const run = await runCommand('td-crop', args, stdin ? { stdin: 'pipe', input: stdin } : {});
    expect(run).toMatchObject({ exitCode, stdout: '' });
    expect(run.stderr).toMatch(/^td-crop: [^\n]+\n$/);
    expect(run.stderr).toMatch(message);
    expect(await readdir(folder)).toEqual(before);
  }

  test.each(['5', '5-', '0-3', '7-5', '5-11-12', 'a-b', ''])('--rows %j', async (rows) => {
    await expectRefusal(
      [`--rows=${rows}`, input, '-o', path('out.png')],
      2,
      '--rows: Expected first and last row',
    );
  });

  test.each(['', 'x'.repeat(101), 'a\nb', 'ä'])('--job %j', async (job) => {
    const message = '--job: Expected the ID of a job, at most 100 letters';
    await expectRefusal(['--rows', '1-2', `--job=${job}`, input, '-o', path('out.png')], 2, message);
  });

  test('a missing --rows', () =>
    expectRefusal([input, '-o', path('out.png')], 2, 'Expected --rows A-B, got none'));

  test('rows that the image does not have', async () => {
    const message = `${input}: Expected rows within 1-19, which is all the image has, got 19-20`;
    await expectRefusal(['--rows', '19-20', input, '-o', path('out.png')], 1, message);
    await expectRefusal(['--rows', '20-20', input], 1, 'got 20-20');
  });

  test('files that are not images', async () => {
    await writeFile(path('text.png'), 'camera { }\n');
    await writeFile(path('empty.png'), '');
    const to = ['-o', path('out.png'), '--rows', '5-11'];
    await expectRefusal(
      [path('text.png'), ...to],
      1,
      `${path('text.png')}: Expected a PNG image, got something`,
    );
    await expectRefusal(
      [path('empty.png'), ...to],
      1,
      `${path('empty.png')}: Expected a PNG image, got 0 bytes`,
    );
    await expectRefusal(['-', ...to], 1, /^td-crop: .*Expected a PNG image, got 0 bytes/, new Uint8Array());
    await expectRefusal(
      [path('none.png'), ...to],
      1,
      `cannot read ${path('none.png')}: No such file or directory`,
    );
    await expectRefusal([folder, ...to], 1, `cannot read ${folder}: Is a directory`);
  });

  test('an image that is truncated or damaged, for any output', async () => {
    const whole = await readFile(input);
    await writeFile(path('cut.png'), whole.subarray(0, whole.length - 30));
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1]! ^= 1;
    await writeFile(path('flipped.png'), flipped);
    for (const [name, message] of [
      ['cut.png', 'Expected a whole PNG image, got one that is cut off'],
      ['flipped.png', /flipped\.png: /],
    ] as const) {
      const args = ['--rows', '5-11', path(name), '-o'];
      await expectRefusal([...args, path('out.png')], 1, message);
      await expectRefusal([...args, path(name)], 1, message);
    }
    expect(await readFile(path('flipped.png'))).toEqual(flipped);
  });

  test('an output that cannot be written', async () => {
    const args = ['--rows', '5-11', input, '-o'];
    await expectRefusal(
      [...args, '/nowhere/out.png'],
      1,
      'cannot write /nowhere/out.png: /nowhere: No such file',
    );
    await mkdir(path('folder.png'));
    await expectRefusal(
      [...args, path('folder.png')],
      1,
      `cannot write ${path('folder.png')}: it is not a file`,
    );
    await expectRefusal([...args, path('out.gif')], 2, 'Expected an output name that ends in .png');
  });

  test('a full disk at stdout', async () => {
    const run = await runShell('$TD_CROP --rows 5-11 in.png > /dev/full', { cwd: folder });
    expect(run).toEqual({ exitCode: 1, stdout: '', stderr: 'td-crop: stdout: No space left on device\n' });
  });
});

describe('interrupted', () => {
  let large: Buffer;

  beforeAll(async () => {
    large = await picture(3, { width: 1600, height: 1200 }).png({ compressionLevel: 1 }).toBuffer();
  });

  /** Starts a run with an existing output file that has read part of its input and waits for more. */
  async function midway() {
    await writeFile(path('out.png'), 'the old one');
    const run = startCommand('td-crop', ['--rows', '1-1200', '-', '-o', path('out.png')], { stdin: 'pipe' });
    run.stdin!.on('error', () => undefined);
    run.stdin!.write(large.subarray(0, large.length >> 1));
    const written = async () => {
      const name = (await readdir(folder)).find((name) => name.startsWith('.out.png.part-'));
      return name === undefined ? 0 : (await stat(path(name))).size;
    };
    await expect.poll(written, { timeout: 10_000 }).toBeGreaterThan(100_000);
    return { run };
  }

  test.each([
    ['SIGTERM', 143, 'td-crop: terminated\n'],
    ['SIGINT', 130, 'td-crop: interrupted\n'],
  ] as const)('by %s: only the old file remains', async (signal, exitCode, stderr) => {
    const { run } = await midway();
    run.kill(signal);
    expect(await run).toMatchObject({ exitCode, stdout: '', stderr });
    expect((await readdir(folder)).sort()).toEqual(['in.png', 'out.png']);
    expect(await readFile(path('out.png'), 'utf8')).toBe('the old one');
  });

  test('by kill -9: the old file remains', async () => {
    const { run } = await midway();
    run.kill('SIGKILL');
    await run;
    expect(await readFile(path('out.png'), 'utf8')).toBe('the old one');
  });

  test('by the end of its input: only the old file remains', async () => {
    const { run } = await midway();
    run.stdin!.end();
    expect(await run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('cut off') as string });
    expect((await readdir(folder)).sort()).toEqual(['in.png', 'out.png']);
    expect(await readFile(path('out.png'), 'utf8')).toBe('the old one');
  });

  test('by a reader that has gone: 141 without a message', async () => {
    await writeFile(path('large.png'), large);
    const run = startCommand('td-crop', ['--rows', '1-1200', path('large.png')], {
      buffer: false,
      stderr: 'pipe',
    });
    let stderr = '';
    run.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await once(run.stdout!, 'data');
    run.stdout!.destroy();
    expect(await run).toMatchObject({ exitCode: 141 });
    expect(stderr).toBe('');
  });
});

test('the tools for these tests are installed', async () => {
  for (const tool of ['pngtopam', 'pngcheck']) await execa('which', [tool]);
});
