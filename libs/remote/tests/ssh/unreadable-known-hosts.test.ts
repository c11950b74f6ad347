import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  bundleFixtures,
  makeKey,
  publicKey,
  startFixtureAsNobody,
  temporaryFolder,
} from '@task-distributor/testing';

bundleFixtures();

test('a known_hosts file that the user may not read is passed over, as ssh does', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const [forbidden, readable] = [join(folder, 'forbidden'), join(folder, 'readable')];
  writeFileSync(forbidden, 'pi1 ssh-rsa dHdv\n', { mode: 0o000 });
  const [type, key] = publicKey(makeKey(join(folder, 'key'))).split(' ');
  writeFileSync(readable, `pi1 ${type} ${key}\n`, { mode: 0o644 });
  const nobody = startFixtureAsNobody('known-keys', forbidden, readable);
  expect(JSON.parse(await nobody.nextLine())).toEqual([{ marker: null, type, key, file: readable }]);
  expect(await nobody.exited).toBe(0);
});
