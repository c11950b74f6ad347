import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandPath, runCommand, runShell, smallScene, temporaryJob } from '@task-distributor/testing';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';

interface TmuxTerminal {
  press(key: string): Promise<void>;
  /** With what has scrolled away, without empty lines. */
  lines(): Promise<string[]>;
  isCursorVisible(): Promise<boolean>;
}

/** Runs a command line of sh on a terminal of tmux. */
async function onTerminal(line: string, columns = 80): Promise<TmuxTerminal> {
  const server = `td-progress-${randomUUID()}`;
  const tmux = async (...args: string[]) =>
    (await execa('tmux', ['-f', '/dev/null', '-L', server, ...args], { env: { LANG: 'C.UTF-8' } })).stdout;
  const shell = `echo before; ${line}; echo over $?; exec sleep 1000`;
  await tmux('new-session', '-d', '-x', String(columns), '-y', '20', shell);
  onTestFinished(async () => void (await tmux('kill-server')));
  return {
    press: async (key) => void (await tmux('send-keys', key)),
    lines: async () =>
      (await tmux('capture-pane', '-p', '-S', '-')).split('\n').filter((each) => each !== ''),
    isCursorVisible: async () => (await tmux('display', '-p', '#{cursor_flag}')) === '1',
  };
}

interface Job {
  readonly folder: string;
  readonly job: string;
  readonly words: string[];
}

/** A job of two hosts that are this machine. */
async function twoHosts(...more: string[]): Promise<Job> {
  const { folder, job } = temporaryJob();
  const scene = await smallScene(folder);
  const size = ['-x', '80', '-y', '60', '--scene', scene, '-p', job];
  const words = [process.execPath, commandPath('td-master'), ...size];
  words.push('--via', 'local', '--hosts', 'pi1,pi2', '-o', join(folder, 'out.png'), ...more);
  return { folder, job, words };
}

const original = /Wait for pi|has been created|Required time/;
const until = { timeout: 30_000 };

describe('td-master on a terminal', () => {
  test('shows the job, and leaves only the last line', until, async () => {
    const { words } = await twoHosts();
    const { lines, isCursorVisible } = await onTerminal(words.join(' '));
    await expect.poll(lines, until).toContain('over 0');
    const [before, last, over, ...more] = await lines();
    expect([before, over, ...more]).toEqual(['before', 'over 0']);
    expect(last).toMatch(/out\.png: 80x60, \d+\.\d s$/);
    expect(await isCursorVisible()).toBe(true);
  });

  test.each(['plain', 'none'])("--progress %s brings back the original's lines", until, async (style) => {
    const { words } = await twoHosts('--progress', style);
    const { lines } = await onTerminal(words.join(' '));
    await expect.poll(lines, until).toContain('over 0');
    expect((await lines()).join('\n')).toMatch(original);
  });

  test("the original's lines go to a file as ever", until, async () => {
    const { folder, words } = await twoHosts();
    const { lines } = await onTerminal(`${words.join(' ')} > ${folder}/lines`);
    await expect.poll(lines, until).toContain('over 0');
    expect(await readFile(join(folder, 'lines'), 'utf8')).toMatch(original);
  });

  test('Ctrl-C leaves a clean terminal', until, async () => {
    const { folder, words } = await twoHosts();
    const worker = join(folder, 'worker');
    await writeFile(worker, '#!/bin/sh\necho here >> "$0.log"\nexec cat\n', { mode: 0o755 });
    const { press, lines, isCursorVisible } = await onTerminal([...words, '--worker', worker].join(' '));
    await expect
      .poll(() => lines().then((all) => all.join('\n')), until)
      .toMatch(/^pi1 .*rendering\n.*\n0 of 2 bands/m);
    await press('C-c');
    await expect.poll(lines, until).toContain('over 130');
    expect((await lines()).join('\n')).not.toMatch(/^pi1 .*rendering|0 of 2 bands/m);
    expect(await isCursorVisible()).toBe(true);
  });

  test('what fails and is tried again is told above, once', until, async () => {
    const { folder, words } = await twoHosts('--retries', '5');
    const worker = join(folder, 'worker');
    const real = `${process.execPath} ${commandPath('td-worker')}`;
    await writeFile(worker, `#!/bin/sh\nmkdir "$0.failed" 2>/dev/null && exit 7\nexec ${real} "$@"\n`, {
      mode: 0o755,
    });
    const { lines } = await onTerminal(
      [...words, '--worker', worker, '--worker-kind', 'ours'].join(' '),
      200,
    );
    await expect.poll(lines, until).toContain('over 0');
    const text = (await lines()).join('\n');
    expect(text.match(/attempt 1 of 6 failed/g)).toHaveLength(1);
    expect(text).not.toMatch(/of \d bands/);
  });
});

test('off a terminal, nothing has changed', until, async () => {
  const { words } = await twoHosts();
  const { stdout, stderr } = await execa(words[0]!, words.slice(1));
  expect(stdout).toMatch(original);
  expect(stderr).toBe('');
});

test('--quiet: nothing but errors', until, async () => {
  const { words } = await twoHosts('--quiet');
  const { stdout, stderr } = await execa(words[0]!, words.slice(1));
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
});

test(
  '--progress json: every line on stderr is JSON, and the last one says that all is done',
  until,
  async () => {
    const { words } = await twoHosts('--progress', 'json');
    const { stderr } = await execa(words[0]!, words.slice(1));
    const lines = stderr.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({ event: 'progress', percent: 100 });
    expect(lines.map(({ event }) => event)).toContain('composed');
  },
);

test('TD_PROGRESS=plain: lines on stderr', until, async () => {
  const { words } = await twoHosts();
  const { stderr } = await execa(words[0]!, words.slice(1), { env: { TD_PROGRESS: 'plain' } });
  expect(stderr).toMatch(/^td-master: pi1 rows 1-\d+: started$/m);
  expect(stderr).toMatch(/^td-master: 100 %, \d+ of \d+ bands, 0:\d\d$/m);
  expect(stderr).toMatch(/out\.png: 80x60, \d+\.\d s$/);
});

describe('td-progress', () => {
  test('passes everything on, byte for byte', async () => {
    const noise = Buffer.from([
      0xff,
      0x00,
      0x0a,
      0xc3,
      0x28,
      0x0d,
      0x0a,
      ...Buffer.from('1\t5\tpi1\tdone\t/a'),
    ]);
    const input = Buffer.concat([
      noise,
      Buffer.alloc(300_000, 'x'),
      Buffer.from('\n6\t9\tpi1\tstarted\t-\r\n'),
    ]);
    const command = commandPath('td-progress');
    const { stdout, stderr } = await execa(process.execPath, [command], {
      input,
      encoding: 'buffer',
      stripFinalNewline: false,
    });
    expect(Buffer.compare(stdout, input)).toBe(0);
    expect(Buffer.from(stderr).toString()).toContain('pi1 rows 6-9: started');
  });

  test('passes each line on as it comes, and says what is left of an image of -y rows', async () => {
    const child = execa(process.execPath, [commandPath('td-progress'), '-y', '100', '--progress', 'json']);
    let seen = '';
    child.stdout.on('data', (chunk: Buffer) => (seen += String(chunk)));
    child.stdin.write('1\t50\tpi1\tstarted\t-\n1\t50\tpi1\tdone\t/a.png\n');
    await expect.poll(() => seen).toMatch(/done\t\/a\.png\n$/);
    child.stdin.end();
    const { stderr } = await child;
    expect(JSON.parse(stderr.split('\n').at(-1)!)).toMatchObject({ event: 'progress', percent: 50, done: 1 });
  });

  test('in a pipeline on a terminal', until, async () => {
    const { folder, job } = temporaryJob();
    const scene = await smallScene(folder);
    const td = (name: string) => `${process.execPath} ${commandPath(name)}`;
    const steps = [
      `${td('td-partition')} -n 2 -y 60`,
      `${td('td-dispatch')} -x 80 -y 60 -p ${job} --scene ${scene}`,
      `${td('td-wait')} -p ${job}`,
      `${td('td-progress')} -y 60`,
      `${td('td-compose')} -y 60 -o ${folder}/out.png -c -p ${job}`,
    ];
    const { lines } = await onTerminal(steps.join(' | '));
    await expect.poll(lines, until).toContain('over 0');
    expect(await lines()).toEqual(['before', 'over 0']);
  });

  test('a reader that goes away ends it', async () => {
    const command = `yes | ${process.execPath} ${commandPath('td-progress')} --progress none`;
    const { stdout } = await runShell(`${command} | head -n 1`);
    expect(stdout).toBe('y\n');
  });

  test('is refused where stdin is missing', async () => {
    expect((await runCommand('td-progress', ['--no-such'])).exitCode).toBe(2);
  });
});

test('td-wait and td-dispatch show nothing unless they are asked to', until, async () => {
  const { folder, job } = temporaryJob();
  const scene = await smallScene(folder);
  const td = (name: string) => `${process.execPath} ${commandPath(name)}`;
  const dispatch = `${td('td-dispatch')} -x 80 -y 60 -p ${job} --scene ${scene}`;
  const line = (wait: string) =>
    `${td('td-partition')} -n 2 -y 60 | ${dispatch} | ${td('td-wait')} -p ${job} ${wait} > /dev/null`;
  expect((await runShell(line(''))).stderr).toBe('');
  await execa('rm', ['-r', job]);
  expect((await runShell(line('--progress plain'))).stderr).toMatch(/^td-wait: .* rows 1-30: done$/m);
});
