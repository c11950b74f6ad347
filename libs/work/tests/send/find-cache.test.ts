import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { asNobody, temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { describe, it } from 'vitest';
import { findCache } from '../../src/send/find-cache.ts';
import { pathOf } from './hosts.ts';

const folder = temporaryFolder();
chmodSync(folder, 0o755);
const shells = (['dash', 'bash', 'busybox'] as const).map((shell) => ({
  shell,
  path: pathOf(shell, folder),
}));
const isRoot = process.getuid?.() === 0;

/** A folder that stands for /tmp: everybody may write there. */
function newTmp(): string {
  const tmp = mkdtempSync(join(folder, 'tmp-'));
  chmodSync(tmp, 0o1777);
  return tmp;
}

/** Runs the fragment as a user who is not root. */
async function find(
  path: string,
  tmp: string,
  env: Readonly<Record<string, string>>,
): Promise<{ cache: string; noCache: string }> {
  const script = `${findCache.replaceAll('/tmp/', `${tmp}/`)}; echo "$cache"; echo "$noCache"`;
  const surroundings = ['env', '-i', `PATH=${path}`, ...Object.entries(env).map((pair) => pair.join('='))];
  const [program, ...words] = asNobody([...surroundings, 'sh', '-c', script]);
  const run = await execa(program, words);
  const [cache = '', noCache = ''] = run.stdout.split('\n');
  return { cache, noCache };
}

const uid = isRoot ? 65_534 : process.getuid?.();
const inTmp = (tmp: string): string => `${tmp}/task-distributor-${uid}`;
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe.each(shells)('the folder for packages in $shell', { concurrent: true }, ({ path }) => {
  it('is where the user keeps caches', async ({ expect }) => {
    const tmp = newTmp();
    const none = { noCache: '' };
    const home = await find(path, tmp, { HOME: `${tmp}/a b` });
    expect(home).toEqual({ cache: `${tmp}/a b/.cache/task-distributor`, ...none });
    expect([home.cache, `${home.cache}/scenes`].map(modeOf)).toEqual([0o700, 0o700]);
    const given = await find(path, tmp, { HOME: `${tmp}/a b`, XDG_CACHE_HOME: `${tmp}/xdg` });
    expect(given).toEqual({ cache: `${tmp}/xdg/task-distributor`, ...none });
    // As its specification says, a relative one does not count.
    const relative = await find(path, tmp, { HOME: `${tmp}/a b`, XDG_CACHE_HOME: 'xdg' });
    expect(relative).toEqual(home);
  });

  it('is in /tmp without a home that can be written', async ({ expect }) => {
    const tmp = newTmp();
    const readOnly = join(folder, `read-only-${tmp.slice(-6)}`);
    mkdirSync(readOnly);
    for (const env of [{ HOME: isRoot ? readOnly : '/proc' }, {}, { HOME: '' }, { HOME: '/nonexistent/x' }]) {
      const found = await find(path, tmp, env as Record<string, string>);
      expect(found).toEqual({ cache: inTmp(tmp), noCache: '' });
      expect(modeOf(found.cache)).toBe(0o700);
    }
    expect(readdirSync(readOnly)).toEqual([]);
    chmodSync(inTmp(tmp), 0o777);
    await find(path, tmp, {});
    expect(modeOf(inTmp(tmp))).toBe(0o700);
  });

  it('is not in /tmp where a link lies there', async ({ expect }) => {
    const tmp = newTmp();
    const elsewhere = newTmp();
    symlinkSync(elsewhere, inTmp(tmp));
    expect(await find(path, tmp, {})).toEqual({ cache: '', noCache: inTmp(tmp) });
    expect(readlinkSync(inTmp(tmp))).toBe(elsewhere);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it.runIf(isRoot)('is not in a folder of somebody else', async ({ expect }) => {
    const tmp = newTmp();
    mkdirSync(inTmp(tmp));
    chmodSync(inTmp(tmp), 0o777);
    expect(await find(path, tmp, {})).toEqual({ cache: '', noCache: inTmp(tmp) });
    expect(readdirSync(inTmp(tmp))).toEqual([]);
  });

  it.runIf(isRoot)('is not on a read-only file system, for root, too', async ({ expect }) => {
    const tmp = newTmp();
    const home = mkdtempSync(join(folder, 'home-'));
    const inside = `mount -t tmpfs none ${home} && mkdir -p ${home}/.cache/task-distributor/scenes && mount -o remount,ro ${home} && HOME=${home} PATH=${path} sh -c '${findCache.replaceAll('/tmp/', `${tmp}/`)}; echo $cache'`;
    const { stdout } = await execa('unshare', ['-m', 'sh', '-c', inside]);
    expect(stdout).toBe(`${tmp}/task-distributor-0`);
  });
});
