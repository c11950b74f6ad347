import { expect, test } from 'vitest';
import { pathInPackage, withPathsHere } from '../../src/send/scene-package.ts';

test.each([
  '/home/pi/.cache/task-distributor',
  '/tmp/task-distributor-1000',
  '/home/two words/task-distributor',
])('what a host says about a file in %s names the file on this machine', (cache) => {
  const path = pathInPackage(`${cache}/scenes/c7655436a4ac6172aa2a87becc2686d6`, '/home/me/b.pov');
  const reason = (name: string) => `exit 1: File '${name}' line 1: Parse Error in '${name}'`;
  expect(withPathsHere(reason(path))).toBe(reason('/home/me/b.pov'));
});
