import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, runCommand, samplesOf, smallScene, temporaryFolder } from '@task-distributor/testing';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeTev, type ShownImage } from './fake-tev.ts';

const [width, height] = [40, 31];
let folder: string;
let output: string;
let scene: string;
beforeEach(async () => {
  folder = temporaryFolder();
  output = join(folder, 'ball.png');
  scene = await smallScene(folder);
});

async function viewer(): Promise<FakeTev> {
  const tev = await FakeTev.listen();
  onTestFinished(() => tev.close());
  return tev;
}

function render(address: string, options: readonly string[] = [], size = [width, height]) {
  const [x, y] = size.map(String) as [string, string];
  const words = ['-n', '3', '-x', x, '-y', y, '--scene', scene, '-o', output, '--tev', address];
  return runCommand('td-master', [...words, ...options], { cwd: folder });
}

/** What a viewer should show of a PNG: linear light, multiplied by alpha. */
async function linear(path: string): Promise<number[]> {
  const { format, rows } = await samplesOf(path);
  const [depth, largest] = [/DEPTH (\d)/, /MAXVAL (\d+)/].map((field) => Number(field.exec(format)![1])) as [
    number,
    number,
  ];
  return rows.flatMap((row) => {
    const count = row.length / (largest > 255 ? 2 : 1);
    const samples = Array.from({ length: count }, (_, i) => {
      return (largest > 255 ? row.readUInt16BE(2 * i) : row[i]!) / largest;
    });
    return Array.from({ length: count / depth }, (_, i) => {
      const pixel = samples.slice(depth * i, depth * (i + 1));
      const alpha = depth === 4 ? pixel[3]! : 1;
      return [...pixel.slice(0, 3).map((value) => light(value) * alpha), alpha];
    }).flat();
  });
}

/** The sRGB standard, which POV-Ray's PNGs follow. */
function light(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

async function expectWhole(tev: FakeTev): Promise<ShownImage> {
  expect(tev.error).toBeNull();
  expect([...tev.images.keys()]).toEqual([output]);
  const image = tev.images.get(output)!;
  expect(image.channels).toEqual(['R', 'G', 'B', 'A']);
  const expected = await linear(output);
  expect(image.pixels).toHaveLength(expected.length);
  const difference = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - image.pixels[i]!)),
    0,
  );
  expect(difference).toBeLessThan(1e-6);
  return image;
}

describe('--tev', () => {
  test.each([
    ['8 bits', []],
    ['16 bits', ['--', '+FN16']],
    ['alpha', ['--', '+UA']],
  ])('shows the bands in linear light, with %s', async (_, options) => {
    const tev = await viewer();
    expect(await render(tev.address, options)).toMatchObject({ exitCode: 0, stderr: '' });
    const { updates } = await expectWhole(tev);
    expect(updates.map(([, rows]) => rows).reduce((sum, rows) => sum + rows)).toBe(height);
    expect(tev.ended).toBe(1);
  });

  test('sends large bands in packets that fit the buffer of tev', async () => {
    const tev = await viewer();
    expect(await render(tev.address, [], [640, 480])).toMatchObject({ exitCode: 0 });
    const { updates } = await expectWhole(tev);
    expect(updates.length).toBeGreaterThan(3);
    expect(tev.largestPacket).toBeLessThan(1024 * 1024);
  });

  test('says once that there is no viewer, and renders', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const { exitCode, stderr } = await render(address);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `td-master: --tev ${address}: cannot connect (ECONNREFUSED): start tev before the job; the job goes on without the viewer\n`,
    });
    expect(existsSync(output)).toBe(true);
  });

  test('says that the name of the viewer is not known, and renders', async () => {
    const { exitCode, stderr } = await render('nohost.invalid:14158');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/cannot connect \(E\w+\): check the name of the host; the job goes on/);
  });

  test('says once that the viewer has gone, and renders', async () => {
    const tev = await viewer();
    tev.onConnection = (socket) => socket.once('data', () => socket.destroy());
    const { exitCode, stderr } = await render(tev.address, [], [640, 480]);
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^td-master: --tev \S+: (?!cannot read).*; the job goes on without the viewer\n$/);
    expect(existsSync(output)).toBe(true);
  });

  test('does not wait for ever for a viewer that does not read', async () => {
    const tev = await viewer();
    tev.onConnection = (socket) => socket.pause();
    // More than the system buffers.
    const { exitCode, stderr } = await render(tev.address, [], [1600, 1200]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      `td-master: --tev ${tev.address}: it has taken nothing for 10 s; the job goes on without the viewer\n`,
    );
    expect(existsSync(output)).toBe(true);
  });

  test.each(['tev', ':14158', 'pi110:0', 'pi110:65536', '::1:14158'])('%s is no address', async (address) => {
    expect(await render(address)).toMatchObject({
      exitCode: 2,
      stderr: `td-master: --tev: Expected HOST:PORT, such as 127.0.0.1:14158, got "${address}" (see td-master --help)\n`,
    });
  });
});
