import {
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { launchers } from '@task-distributor/remote';
import {
  bundleFixtures,
  closing,
  findProcesses,
  hostConfig,
  makeKey,
  publicKey,
  type Sshd,
  startFixture,
  startSshd,
  temporaryFolder,
} from '@task-distributor/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PackageHash } from '../../src/send/package-hash.ts';
import { pathInPackage, type ScenePackage } from '../../src/send/scene-package.ts';
import { sendPackage } from '../../src/send/send-package.ts';
import { inCache, surrounded } from './hosts.ts';
import { makePackage } from './make-package.ts';

bundleFixtures();
const folder = temporaryFolder();
const sshConfigFile = join(folder, 'config');
const never = new AbortController().signal;
const host = { user: null, name: 'pi1', port: null };
const fresh = (): string => mkdtempSync(join(folder, 'x-'));
let sshd: Sshd;

beforeAll(async () => {
  const key = makeKey(join(folder, 'id'));
  const authorizedKeys = publicKey(key);
  sshd = await startSshd({ folder, name: 'pi1', authorizedKeys, config: 'MaxSessions 1' });
  const known = join(folder, 'known_hosts');
  writeFileSync(known, `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
  const lines = ['IdentityAgent none', `IdentityFile ${key}`, `UserKnownHostsFile ${known}`];
  writeFileSync(sshConfigFile, hostConfig(sshd, lines));
});

afterAll(() => sshd.stop());

it.each(['ssh', 'openssh'] as const)('sends with %s, and the second time nothing', async (via) => {
  const [here, cache] = [fresh(), fresh()];
  // A greeting that does not end with a newline.
  const greeting = (line: string) => `printf 'Welcome to pi1! '; ${inCache(cache)(line)}`;
  const launcher = surrounded(closing(launchers[via]({ sshConfigFile })), greeting);
  const pack = makePackage(here, { 'a.pov': 'a', 'large.df3': Buffer.alloc(5_000_000, 'xyz') });
  const there = await sendPackage(pack, { launcher, host }, never);
  for (const { path } of pack.files) {
    expect(readFileSync(pathInPackage(there, path)).equals(readFileSync(path))).toBe(true);
  }
  rmSync(here, { recursive: true });
  expect(await sendPackage(pack, { launcher, host }, never)).toBe(there);
});

it.each(['ssh', 'openssh'] as const)('stops with %s at once when it is told to', async (via) => {
  const cache = fresh();
  const launcher = surrounded(closing(launchers[via]({ sshConfigFile })), inCache(cache));
  const abort = new AbortController();
  const pack = await largePackage(200_000_000);
  const sending = sendPackage(pack, { launcher, host }, abort.signal);
  await begun(cache);
  abort.abort(new Error('enough'));
  await expect(sending).rejects.toThrow('enough');
  await nothingLeft(cache);
});

it('needs no more memory for 200 MB than for a byte, and all arrives', async () => {
  const cache = fresh();
  const send = async (pack: ScenePackage): Promise<{ folder: string; mebibytes: number }> => {
    const sender = startFixture('send', JSON.stringify({ sshConfigFile, cache, pack }));
    return JSON.parse(await sender.nextLine()) as { folder: string; mebibytes: number };
  };
  const small = await send(makePackage(fresh(), { a: 'a' }));
  const pack = await largePackage(200_000_000);
  const large = await send(pack);
  expect(existsSync(large.folder)).toBe(true);
  expect(large.mebibytes).toBeLessThan(small.mebibytes + 64);
});

it('ends on the host, and keeps nothing there, when the sender is killed or hangs', async () => {
  const pack = await largePackage(200_000_000);
  for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
    const cache = fresh();
    const sender = startFixture('send', JSON.stringify({ sshConfigFile, cache, pack }));
    await begun(cache);
    sender.process.kill(signal);
    await nothingLeft(cache);
    sender.process.kill('SIGKILL');
    await sender.exited;
  }
});

/** A file that takes a while, and no memory to make. */
async function largePackage(bytes: number): Promise<ScenePackage> {
  const path = join(fresh(), 'large');
  const chunk = Buffer.alloc(1_000_000, 'large');
  const hash = new PackageHash();
  hash.file(path, bytes);
  const file = createWriteStream(path);
  for (let i = 0; i < bytes / chunk.length; i++) {
    hash.content(chunk);
    if (!file.write(chunk)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  return { hash: hash.digest(), files: [{ path, bytes }], folders: [], bytes };
}

/** Waits until a package is being unpacked. */
async function begun(cache: string): Promise<void> {
  const names = (): string[] =>
    existsSync(cache) ? (readdirSync(cache, { recursive: true }) as string[]) : [];
  await expect.poll(names, { interval: 5 }).toContainEqual(expect.stringMatching(/\.new-.*large$/));
}

async function nothingLeft(cache: string): Promise<void> {
  const processes = () => findProcesses(`XDG_CACHE_HOME=${cache}`, 'environ');
  await expect.poll(processes, { timeout: 30_000 }).toEqual([]);
  expect(readdirSync(join(cache, 'task-distributor/scenes'))).toEqual([]);
}
