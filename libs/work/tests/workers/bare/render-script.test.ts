import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fakeRenderer, temporaryFolder } from '@task-distributor/testing';
import { execaSync } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { orderLines } from '../../../src/workers/bare/render-script.ts';
import type { RunOrders } from '../../../src/workers/bare/render-script.ts';
import { renderScript } from '../../../src/workers/bare/render-script.ts';
import { loginShells } from './login-shells.ts';
import { files, keptIn, ordersFor, type Script, startScript, waitFor } from './start-script.ts';

const folder = temporaryFolder();
const shells = loginShells(folder);
/** With a state file, and children; it ends when it finds the file `finish`. */
let slowRenderer: string;
/** It takes a while to exit. */
let lateRenderer: string;

beforeAll(async () => {
  slowRenderer = await fakeRenderer(
    folder,
    `sleep 71 & (sleep 72; :) &
echo "$1" >>image.state
echo up >&2
while [ ! -e finish ]; do sleep 0.1; done
printf 'the image' >image.png
rm image.state`,
    'slow-renderer',
  );
  lateRenderer = await fakeRenderer(
    folder,
    `echo state >>image.state; printf 'the image' >image.png; rm image.state; echo up >&2; sleep 0.5`,
    'late-renderer',
  );
});

/** A run that keeps its state, and has begun. */
async function startKeeping(
  shell: (typeof shells)[number],
  more: Partial<RunOrders> = {},
  silenceSeconds?: number,
): Promise<{ script: Script; orders: RunOrders }> {
  const orders = ordersFor(folder, [slowRenderer, 'first'], { state: 'for-later', ...more });
  const script = startScript(shell, orders, silenceSeconds === undefined ? {} : { silenceSeconds });
  await script.says('up\n');
  return { script, orders };
}

/** Kills the shell that reads the lifeline, or what it has started for that. */
async function killReader(script: Script, which: 'shell' | 'program'): Promise<void> {
  await waitFor(async () => {
    const readers = (await script.left()).filter(({ pid }) => existsSync(`/proc/${pid}/fd/3`));
    const found = readers.find(({ pid }) => (parentOf(pid) === script.child.pid) === (which === 'shell'));
    process.kill(found!.pid, 'SIGKILL');
  });
}

async function killCounter(script: Script): Promise<void> {
  await waitFor(async () => {
    const sleep = (await script.left()).find(({ command }) => command === 'sleep 2 ');
    process.kill(parentOf(sleep!.pid), 'SIGKILL');
  });
}

function parentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]);
}

describe.each(shells)('behind the login shell $name', { concurrent: true, timeout: 60_000 }, (shell) => {
  it('passes on words, output and exit status as they are', async () => {
    const renderer = await fakeRenderer(
      mkdtempSync(join(folder, 'it ')),
      `printf '<%s>' "$@"; cat; printf '%s' "$A" >&2; exit 7`,
      'a "renderer\'s" $name',
    );
    const words = [
      'a  b',
      `it's "$HOME"`,
      '\\n\\',
      '-n',
      '',
      '*',
      '!!',
      'Größe',
      '%s',
      '~',
      '#{',
      'x'.repeat(9_000),
    ];
    const env = { A: ` a\\b 'c' "$d" é = ` };
    const orders = ordersFor(folder, [renderer, ...words], { env });
    const script = startScript(shell, orders);
    const { exitCode, stdout, stderr } = await script.ended;
    expect(stdout).toBe(words.map((word) => `<${word}>`).join(''));
    expect(stderr).toBe(`\ntd-bare: begins\n${env.A}\ntd-bare: exit 7\n`);
    expect(exitCode).toBe(7);
    expect(keptIn(orders)).toBe(null);
    await script.isGone();
  });

  it('makes the folder as it is ordered', async () => {
    const source = join(mkdtempSync(join(folder, 'a b')), `it's $x`);
    writeFileSync(source, 'copied');
    const text = `line "1" \\n $x\n\n  'é'\n`;
    const orders = ordersFor(folder, ['sh', '-c', 'cat "home/my file" home/c home/l; find . -type l; pwd'], {
      contents: {
        folders: ['home'],
        files: { 'home/my file': text },
        copies: { 'home/c': source },
        links: { 'home/l': source },
      },
    });
    const { stdout } = await startScript(shell, orders).ended;
    expect(stdout).toBe(`${text}copiedcopied./home/l\n${orders.folder}/run\n`);
  });
});

const ownShells = shells.filter(({ name }) => ['dash', 'bash', 'busybox'].includes(name));

describe.each(ownShells)('in $name', { concurrent: true, timeout: 60_000 }, (shell) => {
  it('sends the image from the file, on request, and then leaves nothing', async () => {
    const { script, orders } = await startKeeping(shell);
    writeFileSync(join(orders.folder, 'run/finish'), '');
    script.send('i');
    await waitFor(() => expect(script.stdout()).toBe('the image'));
    await script.says('td-bare: exit 0\n');
    script.child.stdin.end();
    await script.isGone();
    expect(keptIn(orders)).toBe(null);
  });

  it('sends the state on request, and does not keep it', async () => {
    const { script, orders } = await startKeeping(shell);
    script.send('L');
    const { stdout, stderr } = await script.ended;
    expect(stderr).toContain('td-bare: exit 137\n');
    expect(stdout).toBe('first\n');
    expect(keptIn(orders)).toBe(null);
    await script.isGone();
  });

  it.each(['e', 'K', 'L'])('does not kill a renderer that has written the image: %s', async (request) => {
    const { script } = await startKeeping(shell, { words: [lateRenderer] });
    script.send(request);
    await script.says('td-bare: exit 0\n');
    expect(script.stdout()).toBe('');
    script.send('i');
    await waitFor(() => expect(script.stdout()).toBe('the image'));
    script.child.stdin.end();
    await script.isGone();
  });

  it.each(['K', 'L'])(
    'sends a state that is held, though the renderer has removed it: %s',
    async (request) => {
      const { script, orders } = await startKeeping(shell, { words: [lateRenderer], isHeld: true });
      script.send(request);
      const { stdout, stderr } = await script.ended;
      expect(stderr).toContain('td-bare: exit 137\n');
      expect(stdout).toBe('state\n');
      expect(keptIn(orders)).toBe(null);
      await script.isGone();
    },
  );

  it.each(['k', 'e'])('keeps the state on request, and the next run continues it: %s', async (request) => {
    const { script, orders } = await startKeeping(shell, { isHeld: request === 'e' });
    script.send(request);
    const { stderr } = await script.ended;
    expect(stderr).toContain('td-bare: exit 137\n');
    expect(keptIn(orders)).toEqual({ state: 'first\n', sum: expect.any(String) as string });
    await script.isGone();
    const next = await startKeeping(shell, {
      folder: orders.folder,
      continues: true,
      words: [slowRenderer, 'next'],
    });
    expect(next.script.stderr()).toContain('td-bare: continues\n');
    next.script.child.stdin.end();
    await next.script.isGone();
    expect(keptIn(orders)).toMatchObject({ state: 'first\nnext\n' });
  });

  it('does not take a counter that has only just begun for one that was killed', async () => {
    for (let round = 0; round < 40; round += 1) {
      const orders = ordersFor(folder, ['sleep', '0.3']);
      const script = startScript(shell, orders);
      // The lifeline's first bytes come at once.
      for (let beat = 0; beat < 10; beat += 1) script.send('.' as never);
      expect((await script.ended).exitCode).toBe(0);
    }
  });

  it('ends by itself, though the lifeline goes on', async () => {
    for (let i = 0; i < 10; i += 1) {
      const { script } = await startKeeping(shell);
      const beats = setInterval(() => script.send('.'.repeat(600)), 1);
      script.send('k');
      const { exitCode } = await script.ended;
      clearInterval(beats);
      // Not null, as when a helper has killed it.
      expect(exitCode).toBe(137);
    }
  });

  it.each(['cut off', 'damaged', 'without its sum', 'that is not asked for'])(
    'begins anew with a state %s',
    async (fault) => {
      const { script, orders } = await startKeeping(shell);
      script.send('k');
      await script.ended;
      const state = join(orders.folder, 'state');
      if (fault === 'cut off') truncateSync(state, 4);
      if (fault === 'damaged') appendFileSync(state, 'x');
      if (fault === 'without its sum') truncateSync(join(orders.folder, 'sum'), 0);
      const continues = fault !== 'that is not asked for';
      const next = await startKeeping(shell, { folder: orders.folder, continues });
      expect(next.script.stderr()).toContain('td-bare: begins\n');
      expect(keptIn(next.orders)).not.toHaveProperty('state');
      next.script.child.stdin.end();
      await next.script.isGone();
    },
  );

  it('ends everything when stdin ends', async () => {
    const { script, orders } = await startKeeping(shell);
    script.child.stdin.end();
    await script.isGone();
    expect(Object.keys(keptIn(orders) ?? {})).toEqual(['state', 'sum']);
  });

  it('ends everything when nothing has come for a while, and not before', async () => {
    const { script, orders } = await startKeeping(shell, {}, 5);
    const begin = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    expect(await script.left()).not.toEqual([]);
    script.fallSilent();
    await script.isGone(15_000);
    expect(performance.now() - begin).toBeGreaterThan(10_000);
    expect(Object.keys(keptIn(orders) ?? {})).toEqual(['state', 'sum']);
  });

  it.each(['the shell', 'the reader', 'the counter', 'what reads'])(
    'leaves nothing running if %s is killed, and then the master',
    async (what) => {
      const { script, orders } = await startKeeping(shell, {}, 10);
      if (what === 'the shell') process.kill(script.child.pid!, 'SIGKILL');
      if (what === 'the reader') await killReader(script, 'shell');
      if (what === 'what reads') await killReader(script, 'program');
      if (what === 'the counter') await killCounter(script);
      // The reader misses it at the next byte.
      if (what !== 'the counter') script.fallSilent();
      await script.isGone(20_000);
      expect(Object.keys(keptIn(orders) ?? {})).toEqual(['state', 'sum']);
    },
  );

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('ends everything on %s', async (signal) => {
    const { script, orders } = await startKeeping(shell);
    process.kill(script.child.pid!, signal);
    await script.isGone();
    expect(Object.keys(keptIn(orders) ?? {})).toEqual(['state', 'sum']);
  });

  it('ends what an earlier run has left in the folder', async () => {
    const { script, orders } = await startKeeping(shell);
    const next = await startKeeping(shell, { folder: orders.folder });
    await script.isGone();
    expect(await next.script.left()).not.toEqual([]);
    next.script.child.stdin.end();
    await next.script.isGone();
  });

  it('reports a renderer that cannot be started', async () => {
    const orders = ordersFor(folder, ['/nonexistent/povray']);
    const { exitCode, stderr } = await startScript(shell, orders).ended;
    expect(exitCode).toBe(127);
    expect(stderr).toMatch(/\/nonexistent\/povray.*([Nn]ot found|No such file)[^]*\ntd-bare: exit 127\n$/);
    expect(keptIn(orders)).toBe(null);
  });

  it('fails if the orders are cut off', async () => {
    const orders = ordersFor(folder, ['true']);
    const script = startScript(shell, orders, { input: `in ${orders.folder}\nword tr` });
    script.child.stdin.end();
    const { exitCode, stderr } = await script.ended;
    expect({ exitCode, stderr }).toEqual({ exitCode: 96, stderr: 'td-bare: the orders are cut off\n' });
    expect(keptIn(orders)).toBe(null);
    await script.isGone();
  });

  it('keeps nothing of an earlier run that was lost but its state', async () => {
    const orders = ordersFor(folder, ['sh', '-c', 'ls -A . ..'], { continues: true });
    for (const name of ['run', 'run/a']) mkdirSync(join(orders.folder, name), { recursive: true });
    for (const name of ['held', 'send', 'run/b']) writeFileSync(join(orders.folder, name), 'old');
    const { stdout } = await startScript(shell, orders).ended;
    expect(stdout).toBe('.:\n\n..:\nrun\n');
  });

  it('sends the state of a run that is ended, if it is asked to', async () => {
    const { script, orders } = await startKeeping(shell);
    script.send('K');
    const { stdout } = await script.ended;
    expect(stdout).toBe('first\n');
    expect(keptIn(orders)).toMatchObject({ state: 'first\n' });
    await script.isGone();
  });

  it('removes what a renderer that was killed has left elsewhere', async () => {
    const leftover = join(mkdtempSync(join(folder, 'left-')), 'left');
    const words = ['sh', '-c', `: >${leftover}$$; echo "up $$" >&2; sleep 60`];
    const orders = ordersFor(folder, words, { state: 'for-later', leftover });
    const script = startScript(shell, orders);
    await script.says('up ');
    const file = `${leftover}${/up (\d+)/.exec(script.stderr())![1]}`;
    expect(existsSync(file)).toBe(true);
    script.send('k');
    await script.ended;
    expect(existsSync(file)).toBe(false);
  });

  it('continues a state that is sent to it, and sends the new one', async () => {
    const given = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 256));
    const orders = ordersFor(
      folder,
      ['sh', '-c', 'cat image.state >&2; echo more >>image.state; rm image.state'],
      {
        state: 'to-send',
      },
    );
    const script = startScript(shell, orders, { input: '' });
    script.child.stderr.setEncoding('latin1');
    script.child.stdout.setEncoding('latin1');
    script.child.stdin.write(orderLines(orders, given));
    script.child.stdin.write(given);
    const { stdout, stderr } = await script.ended;
    expect(stderr.includes(given.toString('latin1'))).toBe(true);
    expect(stdout === `${given.toString('latin1')}more\n`).toBe(true);
    expect(keptIn(orders)).toBe(null);
    await script.isGone();
  });

  it('fails if its folder cannot be made', async () => {
    const orders = ordersFor(folder, ['true']);
    writeFileSync(orders.folder, 'a file');
    const { exitCode, stderr } = await startScript(shell, orders).ended;
    expect(exitCode).toBe(96);
    expect(stderr).toContain(`td-bare: cannot make the folder ${orders.folder}\n`);
  });

  it.skipIf(process.getuid?.() !== 0)('fails if there is no room', async () => {
    const place = mkdtempSync(join(folder, 'full-'));
    execaSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'td-full', place]);
    try {
      const contents = { folders: [], links: {}, copies: {}, files: { a: 'x'.repeat(100_000) } };
      const orders = ordersFor(place, ['true'], { contents });
      const { exitCode, stderr } = await startScript(shell, orders).ended;
      expect(exitCode).toBe(96);
      expect(stderr).toContain(`td-bare: cannot write ${orders.folder}/run/a\n`);
      expect(keptIn(orders)).toBe(null);
    } finally {
      execaSync('umount', [place]);
    }
  });

  it('leaves others alone who are in its process group', async () => {
    const orders = ordersFor(folder, [slowRenderer, 'first'], { state: 'for-later' });
    const script = startScript(shell, orders, { before: 'sleep 20 & ' });
    await script.says('up\n');
    script.child.stdin.end();
    const commands = async () => (await script.left()).map(({ command }) => command.split(' ')[1]);
    await waitFor(async () => expect(await commands()).toEqual(['20']));
    expect(Object.keys(keptIn(orders) ?? {})).toEqual(['state', 'sum']);
  });
});

it('is one line that other shells pass on unchanged', () => {
  expect(renderScript(files)).not.toMatch(/[\n\\]|!(?! )/);
});

it('refuses orders with a newline, which would become other orders', () => {
  const orders = ordersFor(folder, ['povray', 'Declare=x=1\nword -GA']);
  expect(() => orderLines(orders)).toThrow('Expected no newline');
});
