import { expect, it, onTestFinished } from 'vitest';
import { launchers, parseHostAddress, thisMachine } from '../src/index.ts';
import { run } from './ssh/run-on-host.ts';

it.each(Object.entries(launchers))('%s is the name of its launcher', async (name, create) => {
  const launcher = create({});
  onTestFinished(() => launcher.close());
  expect(launcher.name).toBe(name);
});

it('auto starts processes locally on this machine, and over SSH on all others', async () => {
  const launcher = launchers.auto({});
  onTestFinished(() => launcher.close());
  const { name } = thisMachine();
  const here = [name, 'elsewhere', `somebody@${name}`, `${name}:2222`].map(
    (host) => launcher.wayTo(parseHostAddress(host)).isHere,
  );
  expect(here).toEqual([true, false, false, false]);
  expect(launcher.home?.address).toEqual(thisMachine());
  expect((await run(launcher, name, 'echo here')).stdout).toBe('here\n');
  await expect(run(launcher, 'no-such-host.invalid', 'true')).rejects.toThrow(
    /^no-such-host.invalid: resolving: /,
  );
});
