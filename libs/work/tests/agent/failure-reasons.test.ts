import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import { expect, test } from 'vitest';
import { rendererFor, type RenderRequest } from '@task-distributor/render';
import { renderPlan } from '../../src/agent/render-plan.ts';
import { renderRows } from '../../src/agent/render-rows.ts';

const povray = rendererFor('any.pov');
const real = povray.host.find(undefined, process.env);
const folder = temporaryFolder();

async function script(name: string, lines: string): Promise<string> {
  await writeFile(join(folder, name), `#!/bin/sh\n${lines}\n`);
  await chmod(join(folder, name), 0o755);
  return join(folder, name);
}

/** Renders a scene of these lines; resolves only if that fails. */
async function failure(scene: string, changes: Partial<RenderRequest> = {}): Promise<unknown> {
  await writeFile(join(folder, 's.pov'), scene);
  const request: RenderRequest = {
    program: real,
    scene: join(folder, 's.pov'),
    width: 80,
    height: 60,
    rows: { first: 11, last: 20 },
    format: '+FN',
    options: [],
  };
  const plan = renderPlan(povray, { ...request, ...changes }, { folder, env: process.env });
  const run = renderRows(plan, () => undefined, AbortSignal.timeout(30_000));
  const read = async () => {
    for await (const bytes of (await run.ready).image) void bytes;
  };
  const [, finished] = await Promise.allSettled([read(), run.finished]);
  if (finished.status === 'fulfilled') throw new Error('the render has succeeded');
  return finished.reason;
}

/** POV-Ray's own messages until it has parsed the scene, as if it were killed then. */
const untilParsed = `'${real}' "$@" 2>&1 >/dev/null | sed '/Parser Statistics/,$d' >&2`;

const withoutGamma = '#version 3.7;\ncamera { location -3*z look_at 0 }\nsphere { 0, 1 pigment { rgb 1 } }\n';

test.each([
  ['image', 'sphere { 0, 1 pigment { image_map { png "nope.png" } } }', 'nope.png'],
  ['font', 'text { ttf "nope.ttf" "a" 1, 0 }', 'nope.ttf'],
])('names the file of a missing %s, and its line', async (_, line, name) => {
  expect(await failure(`camera { }\n${line}\n`)).toMatchObject({
    code: 'E_FILE_MISSING',
    message: expect.stringMatching(
      new RegExp(`exit 1: File '.*s\\.pov' line 2: Cannot find file '${name}'`),
    ) as string,
  });
});

test.each([
  ['png', 'Cannot read PNG data'],
  ['jpeg', 'Not a JPEG file: starts with 0x68 0x61'],
])('names the line of a damaged %s, and what is wrong', async (format, words) => {
  await writeFile(join(folder, 'image'), 'hallo\n');
  expect(
    await failure(`camera { }\nplane { y, 0 pigment { image_map { ${format} "image" } } }\n`),
  ).toMatchObject({
    code: 'E_FILE_DAMAGED',
    message: expect.stringMatching(new RegExp(`exit 1: File '.*s\\.pov' line 2: ${words}$`)) as string,
  });
});

test('a scene with bytes that are no text is wrong on every host', async () => {
  expect(await failure('\u0013camera { }\n')).toMatchObject({
    code: 'E_SCENE_WRONG',
    message: expect.stringContaining('Parse Error: Illegal character in input file, value is 13') as string,
  });
});

test('does not explain a killed POV-Ray by a warning about gamma', async () => {
  const killed = await script('killed', `${untilParsed}; kill -9 $$`);
  expect(await failure(withoutGamma, { program: killed })).toMatchObject({
    message: `POV-Ray, s.pov: ${killed} was killed by SIGKILL`,
  });
  const shell = await script('shell', `${untilParsed}; exit 137`);
  expect(await failure(withoutGamma, { program: shell })).toMatchObject({
    message: 'POV-Ray, s.pov: exit 137: killed by SIGKILL',
  });
});

test('gives the text of an exception that POV-Ray has not caught, in the words that a full /tmp leads to', async () => {
  const words = `terminate called after throwing an instance of 'pov_base::Exception'\\n  what():  Intermediate image storage backing file write failed.\\n`;
  const aborted = await script('aborted', `${untilParsed}; printf "${words}" >&2; kill -ABRT $$`);
  expect(await failure(withoutGamma, { program: aborted })).toMatchObject({
    message: `POV-Ray, s.pov: ${aborted} was killed by SIGABRT: Intermediate image storage backing file write failed.`,
  });
});

test('explains the error that POV-Ray gives when it cannot write in /tmp', async () => {
  const limited = await script('limited', `trap '' XFSZ; ulimit -f 1; exec '${real}' "$@"`);
  const big = { program: limited, width: 4000, height: 2000 };
  expect(await failure(withoutGamma, big)).toMatchObject({
    code: 'E_RENDER',
    message: expect.stringContaining(
      'Unknown error code: POV-Ray keeps large images in a file in /tmp',
    ) as string,
  });
});

test("does not take other programs' lines for the reason, and a wrong scene stays final", async () => {
  const ignored = "ERROR: ld.so: object 'x.so' from LD_PRELOAD cannot be preloaded: ignored.";
  const lines = `for i in 1 2 3 4 5 6 7 8 9; do echo "${ignored}"; echo 'wrapper: cannot open log'; done >&2`;
  const noisy = await script('noisy', `${lines}; exec '${real}' "$@"`);
  expect(await failure('camera { }\nsphre { 0, 1 }\n', { program: noisy })).toMatchObject({
    code: 'E_SCENE_WRONG',
    message: expect.stringMatching(/exit 1: File '.*s\.pov' line 2: Parse Error: .*'sphre' found/) as string,
  });
});

test('gives the line of a script that has not started POV-Ray', async () => {
  const broken = await script('broken', "echo 'wrapper: cannot find POV-Ray' >&2; exit 127");
  expect(await failure(withoutGamma, { program: broken })).toMatchObject({
    message: 'POV-Ray, s.pov: exit 127: wrapper: cannot find POV-Ray',
  });
});
