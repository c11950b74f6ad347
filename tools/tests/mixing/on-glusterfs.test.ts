import { openJob, readJobFile } from '@task-distributor/lockfile';
import { argv, commandPath } from '@task-distributor/testing';
import { execa } from 'execa';
import { build } from 'esbuild';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { downForTest, patient, run, runCluster, tools, upForTest } from '../cluster/run-cluster.ts';
import { date, emptyShared, listing, lockfileLines, ownFolder } from './job-folder.ts';
import { samples, temporaryImage, uncut } from './picture.ts';
import { blob, hostsFile, install, ourWorker, programs, shared } from './places.ts';
import { runTd, startTd } from './run-td.ts';

const fixtures = join(tools, '../libs/lockfile/tests/fixtures');
const hosts = ['pi110', 'pi111', 'pi112'];

// GlusterFS is mounted in each host, and on this machine for the masters.
describe.skipIf(process.getuid!() !== 0)('on GlusterFS', () => {
  beforeAll(async () => {
    await upForTest('3', '--gluster');
    await install();
  }, patient.timeout);
  afterAll(downForTest);
  beforeEach(emptyShared);

  const job = argv`-x 160 -y 121 -p ${shared} --scene ${blob} --hosts ${hostsFile} --worker ${ourWorker}`;

  it('does the whole job', async () => {
    const output = temporaryImage();
    const { exitCode, stderr } = await runTd('td-master', [...job, '-c', '-o', output]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await samples(output)).toEqual(await samples(await uncut(160, 121)));
    expect(await listing()).toEqual([]);
  });

  it('notices a line that another mount wrote, within three seconds', async () => {
    await writeFile(`${shared}/lockfile`, '');
    await Promise.all(hosts.map((host) => writeFile(`${shared}/${host}.png`, '')));
    const waiting = execa(process.execPath, [
      commandPath('td-wait'),
      '-p',
      shared,
      ...hosts,
      '--deadline',
      '60',
    ]);
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

  // GlusterFS sometimes splits a line of a shell in two (5 of 11,200 lines observed), so the test only counts the bytes of
  // these. Our own writers read their lines back, and write damaged ones again.
  it('64 writers append 200 lines each: all of ours are whole, and no byte of the shells is lost', async () => {
    // A folder of its own: for a second, hosts still cache the file that an earlier test has removed.
    const folder = await ownFolder('appends');
    await writeFile(`${folder}/lockfile`, '');
    await chmod(`${folder}/lockfile`, 0o666);
    const marker = await bundle('marker');
    const writers = Array.from({ length: 64 }, (_, i) => ({ name: `writer${i}`, isOurs: i % 8 === 0 }));
    const commands = writers.map(({ name, isOurs }) =>
      isOurs
        ? `${process.execPath} ${marker} ${folder}/lockfile ${name} 200 8 &`
        : `(i=0; while [ $i -lt 200 ]; do i=$((i+1)); echo "${name} 2026_11_22_09:07:33 $i-$i" >>${folder}/lockfile; done) &`,
    );
    const ends = await Promise.all(
      hosts.map((host, i) => {
        const share = commands.filter((_, writer) => writer % hosts.length === i);
        return run('ssh', [`pi@${host}`, `${share.join('\n')}\nwait`]);
      }),
    );
    expect(ends.map(({ stderr }) => stderr)).toEqual(['', '', '']);
    const lines = await lockfileLines(folder);
    const isOurs = (line: string) => writers.some((one) => one.isOurs && line.startsWith(`${one.name} `));
    const whole = lines.filter((line) => new RegExp(`^writer\\d+ ${date} (\\d+)-\\1$`).test(line));
    const ours = whole.filter(isOurs).map((line) => line.replace(new RegExp(date), ''));
    expect(new Set(ours).size).toBe(8 * 200);
    const theirs = lines.filter((line) => !whole.includes(line) || !isOurs(line)).join('').length;
    const sent = Array.from({ length: 200 }, (_, i) => `${i + 1}-${i + 1}`).join('').length;
    const shells = writers.filter((one) => !one.isOurs);
    // There are more bytes if a line of ours was torn: its remains stay, and it is written again.
    expect(theirs).toBeGreaterThanOrEqual(
      shells.reduce((sum, { name }) => sum + sent + 200 * `${name} 2026_11_22_09:07:33 `.length, 0),
    );
  }, 180_000);

  // GlusterFS reports ESTALE, or ENOENT, to those who open or close a file whose name another one has taken.
  it('shows a job file that is replaced again and again to every reader, each time', async () => {
    const folder = await ownFolder('replaced');
    const facts = { scene: blob, sceneHash: null, width: 160, height: 121, options: [] };
    const job = await openJob(folder, facts, { takeover: 'none', join: false });
    onTestFinished(() => job.release());
    const replacing = run('ssh', [
      `pi@${hosts[0]}`,
      `${process.execPath} ${await bundle('replacer')} ${folder} 300`,
    ]);
    let hasEnded = false;
    const end = (): void => void (hasEnded = true);
    replacing.then(end, end);
    let missing = 0;
    while (!hasEnded) if ((await readJobFile(folder)) === null) missing += 1;
    const { stdout, stderr } = await replacing;
    expect({ missing, there: stdout, stderr }).toEqual({ missing: 0, there: '0', stderr: '' });
  }, 60_000);

  it('resumes with the existing parts after kill -9 of td-master', async () => {
    const output = temporaryImage();
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

/** Bundles a fixture for the hosts. @returns its path */
async function bundle(name: string): Promise<string> {
  const outfile = join(programs, `${name}.cjs`);
  await build({ entryPoints: [join(fixtures, `${name}.ts`)], outfile, bundle: true, platform: 'node' });
  return outfile;
}
