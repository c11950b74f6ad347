import { expect, it } from 'vitest';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { launch } from './run-on-host.ts';
import { closing } from '@task-distributor/testing';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi113'], { config: 'RekeyLimit 1M' });

async function count(stream: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  return bytes;
}

it.each([
  ['a known host', true],
  ['a new host', false],
])('keeps the connection to %s while its keys are renewed', async (_, isKnown) => {
  sshds.know(...(isKnown ? ['pi113'] : []));
  const launcher = closing(createSshLauncher({ sshConfigFile: sshds.configFile, acceptNew: !isKnown }));
  const size = 10_000_000;
  const sending = `head -c ${size} /dev/zero`;
  const outputs = [sending, sending, 'cat', 'cat'].map(async (commandLine) => {
    const started = await launch(launcher, 'pi113', commandLine);
    started.stdin.end(commandLine === 'cat' ? Buffer.alloc(size) : '');
    const [end, bytes] = await Promise.all([started.ended, count(started.stdout)]);
    return { end, bytes };
  });
  for (const output of await Promise.all(outputs)) {
    expect(output).toEqual({ end: { exitCode: 0 }, bytes: size });
  }
});
