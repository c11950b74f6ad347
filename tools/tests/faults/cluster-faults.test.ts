import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Samples, samplesOf, smallScene } from '@task-distributor/testing';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { debianPath, downForTest, patient, upForTest } from '../cluster/run-cluster.ts';
import { ClusterJob, size } from './cluster-job.ts';
import { hold, letGo } from './held-scene.ts';
import { cluster, expectIdleHosts, findHosts, firstProcessIn, hosts, processesIn, shellOn } from './hosts.ts';
import { shown } from './pictures.ts';

// A file system only for this test, so that it can fill it up.
const shared = `/var/lib/td-faults-${process.pid}`;

describe.skipIf(process.getuid!() !== 0)('on a cluster of four', () => {
  let uncut: Samples;
  let job: ClusterJob;
  let count = 0;

  beforeAll(async () => {
    await mkdir(shared);
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=16m,mode=755', 'td-faults', shared]);
    await upForTest(`${hosts.length}`, '--shared', shared);
    await findHosts();
    await smallScene(shared);
    const picture = [`+W${size.width}`, `+H${size.height}`, `+I${shared}/ball.pov`, `+O${shared}/uncut.png`];
    await execa('povray', [...picture, '-D', '+FN'], { env: { PATH: debianPath } });
    uncut = await samplesOf(join(shared, 'uncut.png'));
  }, patient.timeout);
  afterAll(async () => {
    await downForTest();
    await execa('umount', [shared], { reject: false });
    await rm(shared, { recursive: true });
  });

  beforeEach(async () => {
    job = await ClusterJob.create(join(shared, `${(count += 1)}`), uncut);
    await Promise.all(hosts.map(letGo));
  });
  afterEach(async () => {
    await job.stop();
    await expectIdleHosts();
  });

  /** The POV-Ray process on this host, which waits for the gate. */
  const povrayOn = (host: string) => firstProcessIn(host, `+I${job.scene}`);
  const partsBut = (missing: number) => {
    const parts = async () => (await shown(job.folder)).filter((name) => name.startsWith('rows-')).length;
    return expect.poll(parts, { timeout: 15_000 }).toBe(hosts.length - missing);
  };

  describe('sshd killed', () => {
    afterEach(() => cluster('start-sshd', 'pi111'));

    test('before a render', async () => {
      await cluster('kill-sshd', 'pi111');
      const stderr = await job.expectDone(job.start());
      expect(stderr).toMatch(/pi111 rows 76-150: attempt 1 of 3 failed: .*refused/);
    });

    test('at the start of a render', async () => {
      await hold('pi111');
      const master = job.start();
      await firstProcessIn('pi111', 'td-worker.mjs');
      await cluster('kill-sshd', 'pi111');
      expect(await job.expectDone(master)).toMatch(
        /pi111 rows 76-150: attempt 1 of 3 failed: connection lost/,
      );
    });

    test('during a render', async () => {
      await hold('pi111');
      const master = job.start();
      await povrayOn('pi111');
      await cluster('kill-sshd', 'pi111');
      expect(await job.expectDone(master)).toMatch(
        /pi111 rows 76-150: attempt 1 of 3 failed: connection lost/,
      );
    });
  });

  describe('kill -9', () => {
    test('of POV-Ray', async () => {
      await hold('pi111');
      const master = job.start();
      process.kill((await povrayOn('pi111')).pid, 'SIGKILL');
      expect(await job.expectDone(master)).toMatch(/pi111 rows 76-150: attempt 1 of 3 failed: .*SIGKILL/);
    });

    test('of the worker', async () => {
      await hold('pi111');
      const master = job.start();
      await povrayOn('pi111');
      process.kill((await firstProcessIn('pi111', 'td-worker.mjs')).pid, 'SIGKILL');
      expect(await job.expectDone(master)).toMatch(/pi111 rows 76-150: attempt 1 of 3 failed: killed by/);
    });

    test('of td-master, and then --resume', async () => {
      await hold('pi111');
      const master = job.start();
      await partsBut(1);
      await povrayOn('pi111');
      master.kill('SIGKILL');
      await master;
      await expectIdleHosts();
      expect(await shown(job.folder)).toContain('lockfile');
      await letGo('pi111');
      await job.expectDone(job.start(['--resume']));
      const lines = await job.attempts();
      expect(lines.at(-1)).toMatchObject({ band: '76-150', attempt: 1, exit: 0 });
      expect(new Set(lines.map(({ band }) => band)).size).toBe(lines.length);
    });
  });

  describe('a host', () => {
    test('whose network fails, and comes back', async () => {
      await hold('pi111');
      const master = job.start(['--stall', '3']);
      await povrayOn('pi111');
      await cluster('cut', 'pi111');
      await cluster('umount-shared', 'pi111');
      expect(await job.expectDone(master)).toMatch(
        /pi111 rows 76-150: attempt 1 of 3 failed: timed out: no sign/,
      );
      await cluster('mount-shared', 'pi111');
      await cluster('mend', 'pi111');
      await letGo('pi111');
      await expectIdleHosts();
      await job.parts();
    });

    test('that hangs, and wakes up', async () => {
      await hold('pi111');
      const master = job.start(['--stall', '3']);
      await povrayOn('pi111');
      await cluster('freeze', 'pi111');
      expect(await job.expectDone(master)).toMatch(
        /pi111 rows 76-150: attempt 1 of 3 failed: timed out: no sign/,
      );
      await letGo('pi111');
      await cluster('thaw', 'pi111');
      await expectIdleHosts();
      await job.parts();
    });

    test('whose clock is an hour fast, while the clock of the master is an hour slow', async () => {
      // Without the program faketime: it leaves shared memory named after its process, whose number a host soon gives again.
      const ahead = `LD_PRELOAD='/usr/$LIB/faketime/libfaketime.so.1' FAKETIME=+1h`;
      await job.beforeWorker(`[ "$(hostname)" != pi111 ] || set -- env ${ahead} "$@"`);
      await job.expectDone(job.start([], ['faketime', '-f', '-1h']));
      expect((await job.attempts()).map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
    });
  });

  describe('a renderer', () => {
    const liar = (line: string) =>
      job.beforeWorker(
        `[ "$(hostname)" != pi111 ] || { printf '#!/bin/sh\\n%s\\n' '${line}' >/tmp/liar; chmod +x /tmp/liar; export TD_POVRAY=/tmp/liar; }`,
      );

    test('that exits 0 without its final 100 %', async () => {
      await liar('exec povray "$@" -V');
      expect(await job.expectDone(job.start())).toMatch(
        /pi111 rows 76-150: attempt 1 of 3 failed: .*it exited 0, but rendered 0 of/,
      );
    });

    test('that exits 0 with a short image', async () => {
      // The last options win: the image goes to stdout.
      await liar('povray "$@" -C +O- | head -c -100');
      expect(await job.expectDone(job.start())).toMatch(/pi111 rows 76-150: attempt 1 of 3 failed: /);
    });
  });

  describe('a full disk', () => {
    test("of a host, where POV-Ray's buffer file is", async () => {
      await shellOn('pi111', 'mount -o remount,size=64k /tmp');
      const master = job.start(['--', '+MI1']);
      await master;
      await shellOn('pi111', 'mount -o remount,size=50% /tmp');
      expect(await job.expectDone(master)).toMatch(
        /pi111 rows 76-150: attempt 1 of 3 failed: POV-Ray, held\.pov: .*backing file write failed/,
      );
    });

    test('of the shared folder; then --resume', async () => {
      await Promise.all(hosts.map(hold));
      const master = job.start(['--retries', '1']);
      await Promise.all(hosts.map(povrayOn));
      await execa('dd', ['if=/dev/zero', `of=${shared}/filling`, 'bs=64k'], { reject: false });
      await Promise.all(hosts.map(letGo));
      const stderr = await job.expectFailed(master);
      await rm(join(shared, 'filling'));
      expect(stderr).toMatch(/No space left on device/);
      await job.expectDone(job.start(['--resume']));
    });
  });

  describe('a shared folder that is read-only', () => {
    const remount = (how: 'ro' | 'rw', on: string[]) =>
      Promise.all(on.map((host) => cluster('exec', host, 'mount', '-o', `remount,bind,${how}`, shared)));

    test('on one host', async () => {
      await remount('ro', ['pi111']);
      const master = job.start();
      await master;
      await remount('rw', ['pi111']);
      expect(await job.expectDone(master)).toMatch(/pi111 rows 76-150: attempt 1 of 3 failed: .*Read-only/);
    });

    test('on every host', async () => {
      await remount('ro', hosts);
      const master = job.start(['--retries', '1']);
      await master;
      await remount('rw', hosts);
      const stderr = await job.expectFailed(master);
      expect(stderr.match(/^td-master: pi11\d rows [\d-]+: .*Read-only file system$/gm)?.length).toBe(8);
      expect(stderr).toMatch(/4 of 4 bands failed/);
    });
  });

  test('permission denied in the job folder', async () => {
    await execa('setfacl', ['-b', job.folder]);
    await execa('chmod', ['755', job.folder]);
    const stderr = await job.expectFailed(job.start(['--retries', '0']));
    expect(stderr.match(/^td-master: pi11\d rows [\d-]+: .*Permission denied$/gm)?.length).toBe(4);
  });

  test('the lockfile deleted during the job; then --resume', async () => {
    await hold('pi111');
    const master = job.start();
    await partsBut(1);
    await povrayOn('pi111');
    await rm(join(job.folder, 'lockfile'));
    expect(await job.expectFailed(master)).toMatch(/lockfile is gone/);
    expect(await processesIn('pi111', job.scene)).toEqual([]);
    await letGo('pi111');
    await job.expectDone(job.start(['--resume']));
  });

  test('all hosts dead', async () => {
    await Promise.all(hosts.map(hold));
    const master = job.start(['--retries', '1', '--timeout', '6']);
    await Promise.all(hosts.map(povrayOn));
    for (const host of hosts) await cluster('crash', host);
    await master;
    for (const host of hosts) await cluster('boot', host);
    const stderr = await job.expectFailed(master);
    expect(stderr.match(/^td-master: pi11\d rows [\d-]+: /gm)?.length).toBe(8);
    expect(await shown(job.folder)).toEqual([]);
  });
});
