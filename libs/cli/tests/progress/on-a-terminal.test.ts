import { bundleFixtures, fixturePath } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { startOnTerminal } from '../terminal.ts';

bundleFixtures();

const running = '1\t50\tpi110\trunning\t40';
const host = (name: string, percent: number, word: string) =>
  expect.stringMatching(new RegExp(`^${name} .* ${percent}% .*${word}$`)) as string;
const job = (text: string) => expect.stringMatching(new RegExp(`^${text}`)) as string;
const idle = (name: string) => expect.stringMatching(new RegExp(`^${name} +idle$`)) as string;

test('writes nothing if stderr is not a terminal', async () => {
  const { stdout, stderr } = await execa(process.execPath, [fixturePath('progress')], { input: running });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
});

test('shows each host and the job, and erases them at the end', async () => {
  const { send, end, screen } = await startOnTerminal(fixturePath('progress'));
  await expect.poll(screen).toEqual([idle('pi110'), idle('pi111'), job('0 of 0 bands')]);
  await send('1\t50\tpi110\tstarted\t-');
  await send(running);
  await expect.poll(screen).toEqual([host('pi110', 40, 'rendering'), idle('pi111'), job('0 of 1 band')]);
  await send('1\t50\tpi110\tended\t-');
  await send('51\t100\tpi111\tstarted\t-');
  await expect
    .poll(screen)
    .toEqual([host('pi110', 100, 'sending'), host('pi111', 0, 'rendering'), job('0 of 2')]);
  await send('1\t50\tpi110\tdone\t/job/a.png');
  await expect.poll(screen).toEqual([idle('pi110'), host('pi111', 0, 'rendering'), job('1 of 2 bands')]);
  await end();
  await expect.poll(screen).toEqual(['over']);
});

test('other lines stay whole, above it', async () => {
  const { send, end, screen } = await startOnTerminal(fixturePath('progress'));
  const texts = Array.from({ length: 30 }, (_, i) => `notice ${i}`);
  await send(running);
  for (const text of texts) await send(JSON.stringify(text));
  await expect
    .poll(screen)
    .toEqual([...texts.slice(-16), host('pi110', 40, 'rendering'), idle('pi111'), job('0 of 1 band')]);
  await end();
  await expect.poll(screen).toEqual([...texts.slice(-19 + 3), 'over']);
});

test('splits are told, as they happen', async () => {
  const { send, end, screen } = await startOnTerminal(fixturePath('progress'));
  await send(running);
  await send('1\t50\tpi110\tsplit\t1-30');
  await send('1\t30\tpi110\tstarted\t-');
  await expect
    .poll(screen)
    .toEqual([
      'pi110 rows 1-50: split, rows 31-50 are for another host',
      host('pi110', 66, 'rendering'),
      idle('pi111'),
      job('0 of 2 bands'),
    ]);
  await end();
});

test('is whole at any width, also after resizing', async () => {
  const { send, end, screen, resize } = await startOnTerminal(fixturePath('progress'));
  await send(running);
  await expect.poll(screen).toHaveLength(3);
  for (const columns of [40, 200, 60]) {
    await resize(columns);
    await expect.poll(screen).toEqual([host('pi110', 40, ''), idle('pi111'), job('0 of 1 band')]);
  }
  await end();
  await expect.poll(screen).toEqual(['over']);
});
