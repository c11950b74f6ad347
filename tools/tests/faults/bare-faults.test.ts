import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Samples, samplesOf, smallScene } from '@task-distributor/testing';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { debianPath, downForTest, patient, upForTest } from '../cluster/run-cluster.ts';
import { ClusterJob, type Master, size } from './cluster-job.ts';
import { hold, letGo } from './held-scene.ts';
import { cluster, expectIdleHosts, findHosts, firstProcessIn, hosts, shellOn } from './hosts.ts';
import { shown } from './pictures.ts';

const without = [
  // What the hosts lack: Node.js, room in /tmp, a home that can be written. Their user is pi.
  '{ n=$(command -v node) || n=; [ -z "$n" ] || mount --bind /dev/null "$(readlink -f "$n")"; }',
  'mount -o remount,size=64m /tmp',
  'mount --bind /home /home',
  'mount -o remount,bind,ro /home',
].join(' && ');

describe.skipIf(process.getuid!() !== 0)('on a cluster of four that have only sshd and POV-Ray', () => {
  let folder: string;
  let uncut: Samples;
  let job: ClusterJob;
  let count = 0;

  beforeAll(async () => {
    // Each host has its own /tmp.
    folder = await mkdtemp(join(tmpdir(), 'td-bare-'));
    await upForTest(`${hosts.length}`);
    await findHosts();
    for (const host of hosts) await prepare(host);
    await smallScene(folder);
    const picture = [`+W${size.width}`, `+H${size.height}`, `+I${folder}/ball.pov`, `+O${folder}/uncut.png`];
    await execa('povray', [...picture, '-D', '+FN'], { env: { PATH: debianPath } });
    uncut = await samplesOf(join(folder, 'uncut.png'));
  }, patient.timeout);
  afterAll(async () => {
    await downForTest();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    job = await ClusterJob.create(join(folder, `${(count += 1)}`), uncut);
    await Promise.all(hosts.map(letGo));
  });
  afterEach(async () => {
    await job.stop();
    await expectIdleHosts();
  });

  async function prepare(host: string): Promise<void> {
    await cluster('umount-shared', host);
    await shellOn(host, without);
  }

  const start = (...more: string[]): Master => job.start(['--worker', 'bare', ...more]);
  const povrayOn = (host: string) => firstProcessIn(host, job.scene);
  /** Starts a job whose POV-Ray waits on pi111. */
  async function startHeld(...more: string[]): Promise<{ master: Master; povray: number }> {
    await hold('pi111');
    const master = start(...more);
    return { master, povray: (await povrayOn('pi111')).pid };
  }
  const failed = (reason: string) => new RegExp(`pi111 rows 76-150: attempt 1 of 3 failed: .*${reason}`);

  test('the picture is exact', async () => {
    const lacks = 'command -v node; touch /home/pi/x 2>/dev/null; ls -A /home/pi/x; ls -A "$0"; true';
    expect(await cluster('exec', 'pi111', 'sh', '-c', lacks, job.folder)).toBe('');
    expect(await job.expectDone(start())).toBe('');
    expect((await job.attempts()).map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
  });

  test('sshd killed', async () => {
    const { master } = await startHeld();
    await cluster('kill-sshd', 'pi111');
    expect(await job.expectDone(master)).toMatch(failed('connection lost'));
    await cluster('start-sshd', 'pi111');
  });

  test('POV-Ray killed', async () => {
    const { master, povray } = await startHeld();
    process.kill(povray, 'SIGKILL');
    expect(await job.expectDone(master)).toMatch(failed('killed by SIGKILL'));
  });

  test('td-master killed, and then --resume', async () => {
    const { master } = await startHeld();
    const parts = async () => (await shown(job.folder)).filter((name) => name.startsWith('rows-')).length;
    await expect.poll(parts, { timeout: 15_000 }).toBe(hosts.length - 1);
    master.kill('SIGKILL');
    await master;
    await expectIdleHosts();
    await letGo('pi111');
    await job.expectDone(start('--resume'));
  });

  test('a host whose network fails, and comes back', async () => {
    const { master } = await startHeld('--stall', '3');
    await cluster('cut', 'pi111');
    expect(await job.expectDone(master)).toMatch(failed('timed out: no sign'));
    await cluster('mend', 'pi111');
    await expectIdleHosts();
    await job.parts();
  });

  test('a host that hangs, and wakes up', async () => {
    const { master } = await startHeld('--stall', '3');
    await cluster('freeze', 'pi111');
    expect(await job.expectDone(master)).toMatch(failed('timed out: no sign'));
    await cluster('thaw', 'pi111');
    await expectIdleHosts();
    await job.parts();
  });

  test('a host that crashes', async () => {
    const { master } = await startHeld('--stall', '3');
    await cluster('crash', 'pi111');
    expect(await job.expectDone(master)).toMatch(failed(''));
    await cluster('boot', 'pi111');
    await prepare('pi111');
  });

  test('a full disk', async () => {
    await shellOn('pi111', 'dd if=/dev/zero of=/tmp/filling bs=64k || chmod a+r /tmp/filling');
    const master = start();
    await master;
    await shellOn('pi111', 'rm /tmp/filling');
    const stderr = await job.expectDone(master);
    expect(stderr).toMatch(failed('has no room'));
  });
});
