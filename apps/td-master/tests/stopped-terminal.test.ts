import { randomUUID } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asNobody, commandPath, fakeRenderer, smallScene, temporaryJob } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

interface TmuxTerminal {
  press(key: string): Promise<void>;
  screen(): Promise<string>;
}

/** Runs a command line on a terminal of tmux. */
async function runOnTerminal(line: string): Promise<TmuxTerminal> {
  const server = `td-stop-${randomUUID()}`;
  const tmux = async (...args: string[]) =>
    (await execa('tmux', ['-f', '/dev/null', '-L', server, ...args])).stdout;
  await tmux('new-session', '-d', '-x', '200', '-y', '20', `${line}; echo over $?; exec sleep 1000`);
  onTestFinished(async () => void (await tmux('kill-server')));
  return {
    press: async (key) => void (await tmux('send-keys', key)),
    screen: () => tmux('capture-pane', '-p'),
  };
}

async function sizeOf(path: string): Promise<number> {
  return (await readFile(path).catch(() => '')).length;
}

/** On a terminal of its own user, and of another one, as after su. */
test.each([
  ['its own', (words: string[]) => words],
  ["another user's", (words: string[]) => asNobody(words)],
])(
  'Ctrl-S on %s terminal stops neither the lifelines nor the job',
  { timeout: 60_000 },
  async (_, asUser) => {
    const { folder, job } = temporaryJob();
    await Promise.all([folder, job].map((path) => chmod(path, 0o777)));
    const scene = await smallScene(folder);
    const beats = join(folder, 'beats');
    // Ends at a file, so that the job lasts as long as the test wants.
    const lines = `exec 3<&0
      cat <&3 > ${beats} &
      while ! [ -e ${folder}/end ]; do sleep 0.1; done
      kill $!
      exit 1`;
    const worker = await fakeRenderer(folder, lines, 'worker');
    const words = [process.execPath, commandPath('td-master'), '-n', '1', '-x', '40', '-y', '30', '-p', job];
    words.push('--scene', scene, '-o', join(folder, 'out.png'), '--worker', worker, '--retries', '0');
    const { press, screen } = await runOnTerminal(asUser(words).join(' '));
    await expect.poll(() => sizeOf(beats), { timeout: 20_000 }).toBeGreaterThan(0);
    await press('C-s');
    const before = await sizeOf(beats);
    await expect.poll(() => sizeOf(beats), { timeout: 20_000 }).toBeGreaterThan(before + 3);
    await execa('touch', [join(folder, 'end')]);
    await expect
      .poll(() => readFile(join(job, 'lockfile')).catch(() => null), { timeout: 20_000 })
      .toBeNull();
    expect(await screen()).not.toContain('1 of 1 band');
    await press('C-q');
    await expect.poll(screen, { timeout: 20_000 }).toMatch(/1 of 1 band failed: .*\nover 1/s);
  },
);
