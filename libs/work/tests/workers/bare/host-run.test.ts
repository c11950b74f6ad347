import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchers } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { temporaryFolder } from '@task-distributor/testing';
import { afterAll, expect, test } from 'vitest';
import { startHostRun } from '../../../src/workers/bare/host-run.ts';

const folder = temporaryFolder();
const launcher = launchers.local({});
afterAll(() => launcher.close());

test('a run whose shell is killed fails by that, and not by what the renderer has said before', async () => {
  const program = join(folder, 'kills-its-parent');
  writeFileSync(
    program,
    '#!/bin/sh\necho "povray: cannot open the user configuration file" >&2\nkill -KILL $PPID\n',
  );
  chmodSync(program, 0o755);
  const image = { width: 8, height: 8, scene: join(folder, 'a.pov'), options: [] };
  const request = { ...image, program, rows: { first: 1, last: 8 }, format: '+FN' };
  const plan = {
    launcher,
    host: { user: null, name: 'pi110', port: null },
    orders: { folder: join(folder, 'run'), continues: false, state: null },
    given: null,
    rendering: () => rendererFor(image.scene).render(request, { folder, env: process.env }),
  };
  const observer = { progressed: () => undefined, sawLife: () => undefined };
  const run = await startHostRun(plan, observer, new AbortController().signal);
  await expect(run.finished).rejects.toThrow(/^killed by SIGKILL$/);
  run.release();
});
