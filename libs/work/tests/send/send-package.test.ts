import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { quoteCommand } from '@task-distributor/remote';
import { temporaryFolder } from '@task-distributor/testing';
import { describe, expect, it } from 'vitest';
import { pathInPackage } from '../../src/send/scene-package.ts';
import { sendPackage } from '../../src/send/send-package.ts';
import { host, hostWith, hostWithCache, inCache, pathOf } from './hosts.ts';
import { makePackage } from './make-package.ts';

const folder = temporaryFolder();
const never = new AbortController().signal;
const fresh = (): string => mkdtempSync(join(folder, 'x-'));
const shells = (['dash', 'bash', 'busybox'] as const).map((shell) => ({
  shell,
  path: pathOf(shell, folder),
}));

const contents = {
  'scene.pov': 'sphere { 0, 1 }',
  'empty.inc': '',
  'a \'quoted\' "name" $HOME.inc': 'x',
  '-leading': 'dash',
  'Ümläut/é.inc': 'ü'.repeat(700),
  'Case.inc': '1',
  'case.inc': '2',
  [`${'d'.repeat(90)}/${'e'.repeat(90)}/${'f'.repeat(200)}`]: 'far down',
  'large.df3': Buffer.alloc(300_001, 'abc'),
};

describe.each(shells)('a host with $shell', { concurrent: true }, ({ path }) => {
  it('gets every file, at its path here, and says next time that it has them', async ({ expect }) => {
    const [here, cache] = [fresh(), fresh()];
    const pack = makePackage(here, contents, ['', 'sub/with no files']);
    const launcher = hostWithCache(cache, path);
    const there = await sendPackage(pack, { launcher, host }, never);
    expect(there).toBe(`${cache}/task-distributor/scenes/${pack.hash}`);
    for (const [name, content] of Object.entries(contents)) {
      expect(readFileSync(pathInPackage(there, join(here, name)))).toEqual(Buffer.from(content));
    }
    expect(readdirSync(pathInPackage(there, join(here, 'sub/with no files')))).toEqual([]);
    expect(statSync(there).mode & 0o777).toBe(0o700);
    expect(readdirSync(`${cache}/task-distributor/scenes`)).toEqual([pack.hash]);
    // Nothing can be sent any more.
    rmSync(here, { recursive: true });
    expect(await sendPackage(pack, { launcher, host }, never)).toBe(there);
  });

  it('gets the same package from two jobs at once', async ({ expect }) => {
    const [here, cache] = [fresh(), fresh()];
    const pack = makePackage(here, contents);
    const launcher = hostWithCache(cache, path);
    const folders = await Promise.all([1, 2, 3].map(() => sendPackage(pack, { launcher, host }, never)));
    expect(new Set(folders).size).toBe(1);
    expect(readdirSync(`${cache}/task-distributor/scenes`)).toEqual([pack.hash]);
    expect(readFileSync(pathInPackage(folders[0]!, join(here, 'scene.pov')), 'utf8')).toBe(
      contents['scene.pov'],
    );
    expect(readdirSync(folders[0]!)).toHaveLength(1);
  });

  it('keeps nothing of a package whose file has changed', async ({ expect }) => {
    const cache = fresh();
    const launcher = hostWithCache(cache, path);
    for (const [change, message] of [
      [(file: string) => writeFileSync(file, 'SPHERE { 0, 1 }'), 'A file of the scene has changed'],
      [(file: string) => writeFileSync(file, 'longer than it was'), 'scene.pov has changed'],
      [(file: string) => rmSync(file), 'scene.pov is gone'],
    ] as const) {
      const here = fresh();
      const pack = makePackage(here, contents);
      change(join(here, 'scene.pov'));
      const sending = sendPackage(pack, { launcher, host }, never);
      await expect(sending).rejects.toThrow(`${message} since the job began`);
      await expect(sending).rejects.toHaveProperty('code', 'E_CHANGED');
      await expect.poll(() => readdirSync(`${cache}/task-distributor/scenes`)).toEqual([]);
    }
  });

  it('gets a package again of which something is gone', async ({ expect }) => {
    const [here, cache] = [fresh(), fresh()];
    const launcher = hostWithCache(cache, path);
    const pack = makePackage(here, contents);
    const there = await sendPackage(pack, { launcher, host }, never);
    rmSync(pathInPackage(there, join(here, 'scene.pov')));
    expect(await sendPackage(pack, { launcher, host }, never)).toBe(there);
    expect(existsSync(pathInPackage(there, join(here, 'scene.pov')))).toBe(true);
    expect(readdirSync(`${cache}/task-distributor/scenes`)).toEqual([pack.hash]);
  });

  it('is kept under a limit: what was used longest ago goes first', async ({ expect }) => {
    const cache = fresh();
    const launcher = hostWithCache(cache, path);
    const send = (name: string, kibibytes: number) =>
      sendPackage(
        makePackage(fresh(), { [name]: Buffer.alloc(40 * 1024, name) }),
        {
          launcher,
          host,
          cache: { kibibytes },
        },
        never,
      );
    const [a, b, c] = [await send('a', 1000), await send('b', 1000), await send('c', 1000)];
    age(a, 30);
    age(b, 20);
    // Was used a short while ago.
    age(c, 9);
    const d = await send('d', 170);
    expect([a, b, c, d].map((path) => existsSync(path))).toEqual([false, true, true, true]);
    // One that is larger than the limit is kept for its job.
    const e = await send('e', 10);
    expect([b, c, d, e].map((path) => existsSync(path))).toEqual([false, true, true, true]);
  });

  it('loses what an interrupted transfer has left, but nothing that is younger', async ({ expect }) => {
    const cache = fresh();
    const launcher = hostWithCache(cache, path);
    const first = await sendPackage(makePackage(fresh(), { a: 'a' }), { launcher, host }, never);
    const left = ['.new-tdold', '.old-tdold', '.new-tdyoung'].map((name) => join(first, '..', name));
    for (const name of left) makePackage(name, { a: 'a' });
    for (const name of left.slice(0, 2)) age(name, 11);
    await sendPackage(makePackage(fresh(), { b: 'b' }), { launcher, host }, never);
    expect(left.map((name) => existsSync(name))).toEqual([false, false, true]);
  });

  it.runIf(process.getuid?.() === 0).for([
    [
      'size=1m',
      makePackage(fresh(), { big: Buffer.alloc(2_000_000) }),
      'has no room for 1.9 MiB: 1.0 MiB are free; make room there',
    ],
    // Its size alone would fit.
    [
      'nr_inodes=40',
      makePackage(fresh(), manyFiles(100)),
      /: tar: .*: No space left on device; see how much room/i,
    ],
  ] as const)(
    'says that a disk with %s is full, and leaves nothing there',
    async ([mount, pack, words], { expect }) => {
      const cache = fresh();
      const inside = (line: string): string =>
        `mount -t tmpfs -o ${mount} none ${cache} && ${inCache(cache, path)(line)}; s=$?; find ${cache} >${cache}.left; exit $s`;
      const launcher = hostWith((line) => quoteCommand(['unshare', '-m', 'sh', '-c', inside(line)]));
      const sending = sendPackage(pack, { launcher, host }, never);
      await expect(sending).rejects.toThrow(`pi110: sending the scene: ${cache}/task-distributor`);
      await expect(sending).rejects.toThrow(words);
      const left = readFileSync(`${cache}.left`, 'utf8').trim().split('\n');
      expect(left.at(-1)).toBe(`${cache}/task-distributor/scenes`);
    },
  );

  it('names the reason when the files cannot be written, and leaves nothing there', async ({ expect }) => {
    const cache = fresh();
    const launcher = hostWith((line) => `ulimit -f 200; ${inCache(cache, path)(line)}`);
    const pack = makePackage(fresh(), { big: Buffer.alloc(1_000_000) });
    await expect(sendPackage(pack, { launcher, host }, never)).rejects.toThrow(
      `pi110: sending the scene: ${cache}/task-distributor: `,
    );
    expect(readdirSync(`${cache}/task-distributor/scenes`)).toEqual([]);
  });
});

function manyFiles(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`file ${i}`, 'x']));
}

function age(path: string, minutes: number): void {
  const then = Date.now() / 1000 - 60 * minutes;
  utimesSync(path, then, then);
}

it.each([
  ['/home/me/../../etc/cron.d/x', 'Expected the absolute name of a file, without "." and ".."'],
  ['relative.pov', 'Expected the absolute name of a file'],
  ['/home//me/a.pov', 'Expected the absolute name of a file'],
  ['/home/me/', 'Expected the absolute name of a file'],
  ['/home/a\nb.pov', '/home/a\\x0ab.pov: A name with a newline cannot be sent to a host; rename it'],
])('never sends %j', async (path, message) => {
  const pack = { hash: '0'.repeat(32), files: [{ path, bytes: 1 }], folders: [], bytes: 1 };
  const launcher = hostWith(() => 'exit 9');
  await expect(sendPackage(pack, { launcher, host }, never)).rejects.toThrow(message);
});

it('says what the host has said, where it takes no commands', async () => {
  const pack = makePackage(fresh(), { a: 'a' });
  const send = (line: string) => sendPackage(pack, { launcher: hostWith(() => line), host }, never);
  const step = 'pi110: sending the scene: ';
  await expect(send('echo This account is closed >&2; exit 1')).rejects.toThrow(
    `${step}This account is closed`,
  );
  await expect(send('echo hello')).rejects.toThrow(`${step}the command has ended without an answer`);
  await expect(send('kill -9 $$')).rejects.toThrow(`${step}killed by SIGKILL`);
});
