import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  argv,
  runCommand,
  runShell,
  samplesOf,
  type Samples,
  smallScene,
  startCommand,
  temporaryFolder,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { debianPath } from '../cluster/run-cluster.ts';
import { dropCaches } from './drop-caches.ts';
import { HeldPovray } from './held-povray.ts';
import { fileSystems, type Mounted } from './mounts.ts';

// Root mounts file systems and drops the kernel's caches; others cannot.
describe.skipIf(process.getuid!() !== 0)('while the kernel drops its caches', () => {
  const folder = temporaryFolder();
  const output = join(folder, 'image.png');
  const povray = new HeldPovray(folder);
  const options = { env: { PATH: `${povray.path}:${debianPath}` } };
  let scene: string;
  let uncut: Samples;
  let stopDropping: () => Promise<void>;

  beforeAll(async () => {
    scene = await smallScene(folder);
    const whole = join(folder, 'whole.png');
    await execa('/usr/bin/povray', argv`-D +I${scene} +W64 +H48 +FN +O${whole}`);
    uncut = await samplesOf(whole);
    stopDropping = dropCaches();
  });
  afterAll(() => stopDropping());

  describe.each(fileSystems)('on $name', ({ mount, hasAllCases }) => {
    let mounted: Mounted;
    let job: string;
    const inJob = (name: string) => join(job, name);
    const master = () => argv`-n 3 -x 64 -y 48 --jobs 1 --scene ${scene} -p ${job} -o ${output}`;
    const lines = async () =>
      (await readFile(inJob('lockfile'), 'utf8').catch(() => '')).split('\n').length - 1;

    const owner = async () => {
      const text = await readFile(inJob('.td-job.json'), 'utf8').catch(() => '{}');
      return (JSON.parse(text) as { owner?: { pid: number } }).owner?.pid;
    };

    beforeAll(async () => {
      const own = join(folder, crypto.randomUUID());
      await mkdir(own);
      mounted = await mount(own);
      job = join(mounted.path, 'job');
    });
    afterAll(() => mounted?.unmount());
    beforeEach(async () => {
      povray.letGo();
      await rm(output, { force: true });
      await rm(job, { recursive: true, force: true });
    });

    /** Starts td-master, which has finished one of its bands then. */
    async function startHeld(...more: string[]) {
      const env = { ...options.env, ...povray.hold() };
      const held = startCommand('td-master', [...master(), ...more], { env });
      await expect.poll(owner).toBe(held.pid);
      await expect.poll(lines).toBe(1);
      return { held };
    }

    async function expectImage(...more: string[]) {
      povray.letGo();
      expect(await runCommand('td-master', [...master(), ...more], options)).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
      expect(await samplesOf(output)).toEqual(uncut);
    }

    it('does the whole job, and removes it', async () => {
      await expectImage('-c');
      expect(await readdir(job)).toEqual([]);
    });
    if (!hasAllCases) return;

    it('takes over what another machine has finished a moment before', async ({ skip }) => {
      const { atServer } = mounted;
      if (atServer === undefined) skip();
      await expectImage('-n', '1');
      const there = [...master(), '-n', '1', '-f', '-p', join(atServer!, 'job')];
      expect(await runCommand('td-master', there, options)).toMatchObject({ exitCode: 0 });
      await expectImage('-n', '1', '-f');
    });

    it('names the caches of the mount where a line or a part does not appear', async ({ skip }) => {
      if (mounted.atServer === undefined) skip();
      await mkdir(job);
      await writeFile(inJob('lockfile'), 'pi1 2026_11_22_12:00:00 1-24\n');
      const bands = String.raw`printf '1\t24\tpi1\tended\t-\n25\t48\tpi2\tended\t-\n'`;
      const waited = await runShell(`PATH="$PATH:${debianPath}"; ${bands} | td-wait -p ${job} --grace 0.3`);
      expect(waited.stdout).toMatch(
        /if other machines see the part, this machine's mount caches .*negative_timeout/,
      );
      expect(waited.stdout).toMatch(
        /if other machines see the line, this machine's mount caches .*attr_timeout/,
      );
    });

    it('goes on after kill -9', async () => {
      const { held } = await startHeld();
      held.kill('SIGKILL');
      await held;
      const refused = await runCommand('td-master', master(), options);
      expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('is abandoned') });
      const part = inJob('rows-000001-000016.png');
      const before = await stat(part);
      await expectImage('--resume');
      expect((await stat(part)).mtimeMs).toBe(before.mtimeMs);
    });

    it('begins anew with -f after kill -9, and leaves a lockfile of scripts alone after Ctrl-C', async () => {
      const { held: killed } = await startHeld();
      killed.kill('SIGKILL');
      await killed;
      const { held: interrupted } = await startHeld('-f');
      interrupted.kill('SIGINT');
      expect(await interrupted).toMatchObject({ exitCode: 130 });
      expect(await readdir(job)).not.toContain('lockfile');
      await writeFile(inJob('lockfile'), '');
      expect(await runCommand('td-master', [...master(), '--resume'], options)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining("was made by the original's scripts"),
      });
      await rm(inJob('lockfile'));
      await expectImage('--resume');
    });

    it('joins a lockfile that a script has created', async () => {
      await mkdir(job);
      await writeFile(inJob('lockfile'), '');
      const stages = [
        'td-partition -n 3 -y 48',
        `td-dispatch -x 64 -y 48 --via local --jobs 1 --scene ${scene} -p ${job} --join`,
        `td-wait -p ${job}`,
        `td-compose -y 48 -o ${output}`,
      ];
      const { PATH } = options.env;
      const joined = await runShell(`PATH="$PATH:${PATH}"; ${stages.join(' | ')}`);
      expect(joined).toMatchObject({ exitCode: 0, stderr: '' });
      expect(await samplesOf(output)).toEqual(uncut);
      expect(await lines()).toBe(3);
    });

    it('notices a lockfile that was removed and created again', async () => {
      const { held } = await startHeld();
      // It looks every half second.
      await setTimeout(1500);
      await rm(inJob('lockfile'));
      await writeFile(inJob('lockfile'), '');
      const ended = await held;
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toContain('lockfile is another file now');
    });
  });
});
