import { execa } from 'execa';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { downForTest, patient, run, runCluster, upForTest } from '../cluster/run-cluster.ts';
import { date, emptyShared, listing, lockfileLines } from './job-folder.ts';
import { samples, temporaryImage, uncut } from './picture.ts';
import { hostsFile, install, ourMarkDone, ourWorker, shared } from './places.ts';
import { pathOf, runTd, startTd } from './run-td.ts';

const hosts = ['pi110', 'pi111', 'pi112'];

// Mounted once in each host, and once here for the masters.
describe.skipIf(process.getuid!() !== 0)('on GlusterFS', () => {
  beforeAll(async () => {
    await upForTest('3', '--gluster');
    await install();
  }, patient.timeout);
  afterAll(downForTest);
  beforeEach(emptyShared);

  const job = ['-x', '160', '-y', '121', '-p', shared, '--hosts', hostsFile, '--worker', ourWorker];

  it('does the whole job', async () => {
    const output = await temporaryImage();
    const { exitCode, stderr } = await runTd('td-master', [...job, '-c', '-o', output]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await samples(output)).toEqual(await samples(await uncut(160, 121)));
    expect(await listing()).toEqual([]);
  });

  it('notices a line that another mount wrote, within three seconds', async () => {
    await writeFile(`${shared}/lockfile`, '');
    await Promise.all(hosts.map((host) => writeFile(`${shared}/${host}.png`, '')));
    const waiting = execa(process.execPath, [pathOf('td-wait'), '-p', shared, ...hosts, '--deadline', '60']);
    const lines = createInterface({ input: waiting.stdout });
    const noticed: number[] = [];
    lines.on('line', () => noticed.push(Date.now()));
    const latencies: number[] = [];
    for (const [i, host] of hosts.entries()) {
      const command = `echo "${host} 2026_01_01_00:00:00" >>${shared}/lockfile; date +%s%3N`;
      const { stdout } = await run('ssh', [`pi@${host}`, command]);
      await expect.poll(() => noticed.length, { timeout: 20_000, interval: 5 }).toBe(i + 1);
      latencies.push((noticed[i]! - Number(stdout)) / 1000);
    }
    await waiting;
    console.log(`td-wait's latency on GlusterFS: ${latencies.map((s) => `${s.toFixed(2)} s`).join(', ')}`);
    expect(Math.max(...latencies)).toBeLessThan(3);
  });

  // As many as fit: each of ours is a process of its own for every line.
  it('keeps the lines of 64 writers, half of them shells, whole', async () => {
    await writeFile(`${shared}/lockfile`, '');
    const writers = Array.from({ length: 64 }, (_, i) => {
      const [host, name] = [hosts[i % 3]!, `writer${i}`];
      const theirs = `for i in 1 2 3 4 5 6; do echo "${name} $(date +%Y_%m_%d_%H:%M:%S)" >>${shared}/lockfile; done`;
      const ours = `${ourMarkDone} -p ${shared} --host ${name} --rows ${i + 1}-${i + 1}`;
      return { host, command: i % 2 === 0 ? ours : theirs };
    });
    const ends = await Promise.all(
      hosts.map((host) => {
        const commands = writers
          .filter((writer) => writer.host === host)
          .map(({ command }) => `(${command}) &`);
        return run('ssh', [`pi@${host}`, `${commands.join('\n')}\nwait`]);
      }),
    );
    expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    const expected = Array.from({ length: 64 }, (_, i) =>
      i % 2 === 0 ? [`writer${i}`] : Array(6).fill(`writer${i}`),
    );
    const all = async () => (await lockfileLines()).filter((line) => line !== '');
    await expect.poll(async () => (await all()).length, { timeout: 5000 }).toBe(expected.flat().length);
    const lines = await all();
    expect(lines.filter((line) => !new RegExp(`^writer\\d+ ${date}( \\d+-\\d+)?$`).test(line))).toEqual([]);
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(expected.flat().sort());
  });

  it('goes on, after kill -9 of td-master, with the parts that are there', async () => {
    const output = await temporaryImage();
    onTestFinished(async () => void (await runCluster('thaw', 'pi112')));
    await runCluster('freeze', 'pi112');
    const killed = startTd('td-master', [...job, '-o', output]);
    await expect
      .poll(() => listing().then(String), { timeout: 20_000 })
      .toBe('lockfile,rows-000001-000041.png,rows-000042-000081.png');
    await expect.poll(() => readFile(`${shared}/lockfile`, 'utf8'), { timeout: 20_000 }).toMatch(/(.*\n){2}/);
    killed.kill('SIGKILL');
    await killed;
    await runCluster('thaw', 'pi112');
    const before = await stat(`${shared}/rows-000001-000041.png`);
    const { exitCode, stderr } = await runTd('td-master', [...job, '-o', output, '--resume']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await stat(`${shared}/rows-000001-000041.png`)).toMatchObject({
      ino: before.ino,
      mtimeMs: before.mtimeMs,
    });
    expect(await samples(output)).toEqual(await samples(await uncut(160, 121)));
  });
});
