import { once } from 'node:events';
import { bundleFixtures, fixturePath } from '@task-distributor/testing';
import { execa, type Options } from 'execa';
import { describe, expect, test } from 'vitest';

bundleFixtures();

/** Starts the command `behave`. */
function start(args: readonly string[], options: Options = {}) {
  return execa(process.execPath, [fixturePath('behave'), ...args], {
    reject: false,
    stripFinalNewline: false,
    stdin: 'ignore',
    timeout: 20_000,
    ...options,
  });
}

async function behave(args: readonly string[], options: Options = {}) {
  const { exitCode, stdout, stderr } = await start(args, options);
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}

/** Runs a line of shell in which $BEHAVE is the command. */
async function shell(line: string) {
  const { exitCode, stdout, stderr } = await execa('sh', ['-c', line], {
    reject: false,
    stripFinalNewline: false,
    timeout: 20_000,
    env: { BEHAVE: `${process.execPath} ${fixturePath('behave')}` },
  });
  return { exitCode, stdout, stderr };
}

describe('messages and exit codes', () => {
  test('a command that succeeds, and one whose answer is no', async () => {
    expect(await behave(['ok'])).toEqual({ exitCode: 0, stdout: 'done\n', stderr: '' });
    expect(await behave(['no'])).toEqual({ exitCode: 1, stdout: '', stderr: '' });
  });

  test.each([
    [[], 'Expected a behaviour, got none'],
    [['ok', 'more'], 'Expected at most 1 operand, got "more" as well'],
    [['ok', '--what'], 'Unknown option "--what"'],
    [['ok', '-n'], '-n: Expected a value, got none'],
    [['needsNumber', '-n', 'abc'], '-n: Expected a whole number from 1 to 999999999, got "abc"'],
    [
      ['ok', '--', 'a', 'b'],
      'Expected nothing after --, got "a b"; a file whose name begins with a dash is ./-NAME',
    ],
  ])('wrong usage is one line on stderr and exit 2: %j', async (args, message) => {
    const stderr = `behave: ${message} (see behave --help)\n`;
    expect(await behave(args)).toEqual({ exitCode: 2, stdout: '', stderr });
  });

  test.each(['0', '-1', '1.5', '1e10', 'Infinity'])('-n %j is not a positive integer', async (number) => {
    const run = await behave(['needsNumber', `-n${number}`]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toMatch(/^behave: -n: Expected a whole number from 1 .*\n$/);
  });

  test('a number is read', async () => {
    expect(await behave(['needsNumber', '-n', '7'])).toEqual({ exitCode: 0, stdout: '7\n', stderr: '' });
  });

  test('words after -- are unchanged, even options', async () => {
    const run = await behave(['words', '--', '+A0.3', '--help', '', '--', 'a b'], {
      env: { TAKES_WORDS: 'yes' },
    });
    expect(run).toEqual({ exitCode: 0, stdout: '["+A0.3","--help","","--","a b"]\n', stderr: '' });
    expect(await behave(['words'])).toMatchObject({ stdout: 'null\n' });
  });

  test.each([
    ['timedOut', 124, 'pi111: timed out'],
    ['badInput', 2, 'line 3: Expected 5 columns, got 4'],
    ['escapes', 1, 'pi111: \\x1b[2J\\x0amore'],
    ['systemError', 1, '/nowhere/scene.pov: No such file or directory'],
  ])('an error for users is one line, and sets the exit code: %s', async (behaviour, exitCode, message) => {
    expect(await behave([behaviour])).toEqual({ exitCode, stdout: '', stderr: `behave: ${message}\n` });
  });

  test('any other error is reported as a defect, with its stack', async () => {
    const run = await behave(['defect']);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toMatch(/^behave: this is a defect of behave: Error: cannot happen\n {4}at .*behave/);
    expect((await behave(['throwsText'])).stderr).toBe('behave: this is a defect of behave: a text\n');
  });

  test('--version and --help work at any position, and nothing else is done', async () => {
    expect(await behave(['--version'])).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
    const run = await behave(['defect', '--help']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/^behave: Behave\n\nUsage: behave BEHAVIOUR /);
  });
});

test.each(['ok', 'readsOneChunk'])('an open stdin does not keep the process alive: %s', async (behaviour) => {
  const run = start([behaviour], { stdin: 'pipe' });
  run.stdin!.write('done\n');
  expect(await run).toMatchObject({ exitCode: 0, stdout: 'done\n', stderr: '' });
});

describe('stdout', () => {
  test('whose reader has gone: 141 without a message', async () => {
    expect(await shell('{ $BEHAVE lines; echo $? >&2; } | head -n 1')).toEqual({
      exitCode: 0,
      stdout: '1\n',
      stderr: '141\n',
    });
  });

  test('whose reader goes while the command does something else: 141, too', async () => {
    const { stderr } = await shell('{ sleep 0.2; $BEHAVE writesThenWorks; echo $? >&2; } | true');
    expect(stderr).toBe('141\n');
  });

  test('with a slow reader gets a whole megabyte', async () => {
    const run = start(['megabyte'], { buffer: false });
    let length = 0;
    for await (const chunk of run.stdout as AsyncIterable<Buffer>) {
      length += chunk.length;
      // Reads more slowly than the command writes, so that most of the output waits in the process.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(length).toBe(2 ** 20);
    expect(await run).toMatchObject({ exitCode: 0 });
  });

  test.each([
    ['ok', 'at the very end'],
    ['writesThenWorks', 'before the end'],
    ['--version', 'of the version'],
    ['lines', 'while it writes'],
  ])('that is full is an error: %s, %s', async (behaviour) => {
    expect(await shell(`$BEHAVE ${behaviour} > /dev/full`)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'behave: stdout: No space left on device\n',
    });
  });

  test('that is full does not hide why the command failed', async () => {
    const { exitCode, stderr } = await shell('$BEHAVE writesThenFails > /dev/full');
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: 'behave: pi111: gone\n' });
  });
});

test('a stderr without a reader does not change the result', async () => {
  const { stdout } = await shell('exec 3>&1; { sleep 0.2; $BEHAVE timedOut 2>&1 >&3; echo $? >&3; } | true');
  expect(stdout).toBe('124\n');
});

describe('signals', () => {
  /** Starts a run, and waits until it does its work. */
  const ready = async (behaviour: string) => {
    const run = start([behaviour]);
    await once(run.stderr!, 'data');
    return { run };
  };

  test.each([
    ['SIGINT', 130, 'interrupted'],
    ['SIGTERM', 143, 'terminated'],
    ['SIGHUP', 129, 'terminated: the terminal has gone'],
  ] as const)('%s stops the command, which then exits %i', async (signal, exitCode, message) => {
    const { run } = await ready('waits');
    run.kill(signal);
    expect(await run).toMatchObject({ exitCode, stdout: '', stderr: `ready\nbehave: ${message}\n` });
  });

  test("the command's own error is printed, with the signal's exit code", async () => {
    const { run } = await ready('tidies');
    run.kill('SIGINT');
    const stderr = 'ready\nbehave: interrupted: to go on, --resume\n';
    expect(await run).toMatchObject({ exitCode: 130, stderr });
  });

  test('a command that ignores the signal has not succeeded either', async () => {
    const { run } = await ready('shrugs');
    run.kill('SIGINT');
    expect(await run).toMatchObject({ exitCode: 130, stderr: 'ready\nbehave: interrupted\n' });
  });

  test('a second signal ends the process at once, even if the command hangs', async () => {
    const { run } = await ready('hangs');
    run.kill('SIGINT');
    await once(run.stderr!, 'data');
    run.kill('SIGINT');
    expect(await run).toMatchObject({ signal: 'SIGINT', stdout: '', stderr: 'ready\naborted\n' });
  });

  test('a signal ends a finished command whose output nobody reads', async () => {
    const run = start(['megabyte'], { buffer: false });
    await once(run.stdout!, 'readable');
    run.kill('SIGTERM');
    expect(await run).toMatchObject({ exitCode: 143 });
  });
});
