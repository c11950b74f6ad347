import { readdir, readFile, rm } from 'node:fs/promises';
import { argv } from '@task-distributor/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execa } from 'execa';
import { debianPath, downForTest, patient, run, tools, upForTest } from './run-cluster.ts';

const shared = '/glusterfs/povray';
const hosts = ['pi110', 'pi111', 'pi112'];
const scene = '/opt/povray/share/povray-3.7/scenes/objects/blob.pov';

describe.skipIf(process.getuid!() !== 0)('the scripts in the style of the original', () => {
  beforeAll(async () => {
    await upForTest('3');
  }, patient.timeout);
  afterAll(downForTest);

  it('render a picture on three hosts, without the remainder of the rows', async () => {
    const { exitCode, lines, output } = await runMaster(3, 163, 121);
    expect(exitCode).toBe(0);
    expect(lines).toEqual([
      `${shared}/lockfile has been created.`,
      ...hosts.flatMap((host) => [`${host} DATE`, `${host} has been finished.`]),
      'Image parts have been composed.',
      'Required time to process the 1st sequential part:    S.SSSs',
      'Required time to process the parallel part:          S.SSSs',
      'Required time to process the 2nd sequential part:    S.SSSs',
    ]);
    expect(await list()).toEqual(['lockfile', 'pi110.png', 'pi111.png', 'pi112.png']);
    expect((await readFile(`${shared}/lockfile`, 'utf8')).trim().split('\n').sort()).toEqual(
      hosts.map((host) => expect.stringMatching(new RegExp(`^${host} ${date.source}$`))),
    );
    expect(await samples(output)).toEqual((await wholeRender(163, 121)).subarray(0, 163 * 120 * 3));
  });

  it('refuse a folder with a lockfile, even with -f', async () => {
    await rm(shared + '/lockfile', { force: true });
    await run('touch', [`${shared}/lockfile`]);
    expect(await run(`${tools}/original-style/master.sh`, [...options(3, 163, 121), '-f'])).toMatchObject({
      exitCode: 1,
      stdout: `File ${shared}/lockfile already exists!`,
    });
  });

  it('copy the only part of one host, and clean up with -c', async () => {
    const { lines, output } = await runMaster(1, 164, 50, '-c');
    expect(lines.slice(2, 6)).toEqual([
      'pi110 has been finished.',
      'Image has been copied.',
      `${shared}/lockfile has been erased.`,
      'Image parts have been erased.',
    ]);
    expect(await list()).toEqual([]);
    expect(await samples(output)).toEqual(await wholeRender(164, 50));
  });

  it('write the lockfile line even if the renderer is missing', async () => {
    await run('touch', [`${shared}/lockfile`]);
    const args = '2 /scenes/ blob.pov +FN +W100 +H80 +O/tmp/ +SR1 +ER40 /elsewhere /elsewhere/lockfile';
    const { exitCode } = await run('ssh', [
      'pi111',
      `ORIGINAL_POVRAY=/nowhere/povray /home/pi/task-distributor-worker.sh ${args}`,
    ]);
    expect(exitCode).toBe(0);
    expect(await list()).toEqual(['lockfile']);
    expect(await readFile(`${shared}/lockfile`, 'utf8')).toMatch(new RegExp(`^pi111 ${date.source}\n$`));
  });

  it('cut height / nodes rows from +SR on, whatever +ER is', async () => {
    const args = `4 ${scene.replace('blob.pov', '')} blob.pov +FN +W100 +H80 +O/tmp/ +SR31 +ER33 ${shared} ${shared}/lockfile`;
    await run('ssh', ['pi112', `/home/pi/task-distributor-worker.sh ${args}`]);
    expect(await readFile(`${shared}/pi112.png`)).toSatisfy(isPngOf(100, 20));
  });
});

const date = /\d{4}_\d\d_\d\d_\d\d:\d\d:\d\d/;

const options = (nodes: number, width: number, height: number) =>
  argv`-n ${nodes} -x ${width} -y ${height} -p ${shared}`;

/** Width and height follow the signature and the head of the IHDR chunk (PNG specification, 11.2.2). */
const isPngOf = (width: number, height: number) => (png: Buffer) =>
  png.readUInt32BE(16) === width && png.readUInt32BE(20) === height;

/** Returns the path of the picture, and the output without the lines about waiting, with dates and seconds masked. */
async function runMaster(nodes: number, width: number, height: number, ...more: string[]) {
  await run('sh', ['-c', `rm -f ${shared}/*`]);
  const { exitCode, stdout } = await run(
    `${tools}/original-style/master.sh`,
    [...options(nodes, width, height), ...more],
    { env: { PATH: debianPath } },
  );
  const lines = stdout
    .split('\n')
    .filter((line) => !/^Wait for pi11\d in lockfile\.$/.test(line))
    .map((line) => line.replace(date, 'DATE').replace(/\d+\.\d{3}s$/, 'S.SSSs'));
  const name = new RegExp(`^output_${width}x${height}_${nodes}_nodes_${date.source}\\.png$`);
  const output = (await readdir('/tmp')).find((file) => name.test(file));
  return { exitCode, lines, output: `/tmp/${output}` };
}

async function list(): Promise<string[]> {
  return (await run('ls', [shared])).stdout.split('\n').filter((name) => name !== '');
}

/** Removes the file, and returns its samples: 8-bit RGB, row by row. */
async function samples(file: string): Promise<Uint8Array> {
  const png = await readFile(file);
  await rm(file);
  return decode(png);
}

async function wholeRender(width: number, height: number): Promise<Uint8Array> {
  const args = ['-D', `+I${scene}`, `+W${width}`, `+H${height}`, '+FN', '+O-'];
  return decode((await execa('povray', args, { encoding: 'buffer' })).stdout);
}

async function decode(png: Uint8Array): Promise<Uint8Array> {
  const { stdout } = await execa('pngtopnm', { input: png, encoding: 'buffer' });
  // PPM: a header of three lines (magic, size, maximum), then the samples.
  let at = 0;
  for (let line = 0; line < 3; line += 1) at = stdout.indexOf(10, at) + 1;
  return stdout.subarray(at);
}
