import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitForHosts, type WaitOptions } from '../src/index.ts';
import { date, bandText, wait, type Waiting } from './waiting.ts';

function waitHosts(
  hosts: string[],
  options: Partial<WaitOptions> = {},
): Waiting & { nextText: () => Promise<string> } {
  const waiting = wait();
  const output = waitForHosts(hosts, { folder: waiting.folder, ...options }, waiting.stop.signal);
  const nextText = async (): Promise<string> => {
    const next = await output.next();
    return next.done === true ? 'end' : bandText(next.value, waiting.folder);
  };
  return { ...waiting, nextText };
}

test('hosts come in the order of the arguments, whatever the order of their lines', async () => {
  const { nextText, line, part } = waitHosts(['pi11', 'pi1', 'pi@pi3:22', 'pi1']);
  for (const name of ['pi1.png', 'pi11.png', 'rows-000001-000005.png']) part(name);
  line(`pi1 ${date}`);
  line(`pi3 ${date} 1-5`);
  const first = nextText();
  setTimeout(line, 100, `pi11 ${date}`);
  expect(await first).toBe('- pi11 done pi11.png');
  expect([await nextText(), await nextText(), await nextText(), await nextText()]).toEqual([
    '- pi1 done pi1.png',
    '- pi@pi3:22 done rows-000001-000005.png',
    '- pi1 done pi1.png',
    'end',
  ]);
});

test('a host without a line at the deadline has failed', async () => {
  const { nextText, line, part, folder } = waitHosts(['pi2', 'pi1'], { deadlineSeconds: 0.3 });
  part('pi1.png');
  line(`pi1 ${date}`);
  expect(await nextText()).toBe('- pi2 failed timed out after 0.3 s [E_TIMEOUT]');
  expect(await nextText()).toBe('- pi1 done pi1.png');
  await expect(nextText()).rejects.toMatchObject({ exitCode: 124 });
  unlinkSync(join(folder, 'pi1.png'));
});

test('an invalid host is wrong usage', async () => {
  await expect(waitHosts(['../etc']).nextText()).rejects.toMatchObject({ exitCode: 2 });
});
