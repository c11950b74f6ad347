import { chmod, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, temporaryFolder } from '@task-distributor/testing';
import { beforeAll, expect, test } from 'vitest';
import { rendererFor, type RenderProgress, type RenderRequest } from '@task-distributor/render';
import { renderPlan } from '../../src/agent/render-plan.ts';
import { renderRows } from '../../src/agent/render-rows.ts';

const povray = rendererFor('any.pov');
const folder = temporaryFolder();
let request: RenderRequest;

beforeAll(async () => {
  await write(
    'ball.pov',
    'camera { location -3*z look_at 0 } light_source { <3,9,-9>, 1 } sphere { 0, 1 pigment { rgb 1 } }\n',
  );
  request = {
    program: povray.host.find(undefined, process.env),
    scene: join(folder, 'ball.pov'),
    width: 80,
    height: 60,
    rows: { first: 11, last: 20 },
    format: '+FN',
    options: [],
  };
});

async function write(name: string, text: string, mode = 0o644): Promise<string> {
  await writeFile(join(folder, name), text);
  await chmod(join(folder, name), mode);
  return join(folder, name);
}

function start(
  changes: Partial<RenderRequest>,
  onProgress: () => void = () => undefined,
  signal = AbortSignal.timeout(30_000),
) {
  return renderRows(
    renderPlan(povray, { ...request, ...changes }, { folder: process.cwd(), env: process.env }),
    onProgress,
    signal,
  );
}

async function render(changes: Partial<RenderRequest>): Promise<{ bytes: Buffer; progress: RenderProgress }> {
  const run = start(changes);
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await run.ready).image) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), progress: await run.finished };
}

test('returns the uncut PNG and the report of POV-Ray', async () => {
  const { bytes, progress } = await render({});
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(progress).toMatchObject({ done: 800, total: 800 });
  expect(progress.traceSeconds).toBeGreaterThanOrEqual(0);
});

test('renders whole blocks with anti-aliasing', async () => {
  const { progress } = await render({ options: ['+A0.3'] });
  expect(progress.total).toBe(32 * 80);
});

test('renders whole blocks with an INI file, whether that turns anti-aliasing on or not', async () => {
  const on = await write('on.ini', 'Antialias=On\n');
  const off = await write('off.ini', 'Antialias=Off\n');
  expect((await render({ options: [on] })).progress.total).toBe(32 * 80);
  const { progress } = await render({ options: [off] });
  expect(progress.total).toBe(10 * 80);
});

test("learns from POV-Ray's report that something else has turned anti-aliasing on", async () => {
  const sneaky = await write('sneaky', `#!/bin/sh\nexec '${request.program}' +A0.3 "$@"\n`, 0o755);
  expect((await render({ program: sneaky })).progress.total).toBe(32 * 80);
});

test('reports an error in a scene with file and line', async () => {
  const scene = await write('bad.pov', 'camera { }\nsphre { 0, 1 }\n');
  await expect(render({ scene })).rejects.toThrow(
    /bad\.pov' line 2: Parse Error: .*undeclared identifier 'sphre' found instead/,
  );
});

test('distinguishes an error in the scene from a file that is missing on this host', async () => {
  const scene = await write('bad.pov', 'camera { }\nsphre { 0, 1 }\n');
  await expect(render({ scene })).rejects.toMatchObject({ code: 'E_SCENE_WRONG' });
  await write('bad.pov', '#include "nope.inc"\n');
  await expect(render({ scene })).rejects.toMatchObject({ code: 'E_FILE_MISSING' });
});

test.each(['ü', 'a[b]', 'a b'])('renders a scene in a folder named %s', async (name) => {
  await mkdir(join(folder, name));
  const scene = join(folder, name, 'ball.pov');
  await copyFile(request.scene, scene);
  expect((await render({ scene })).progress.done).toBe(800);
});

test('reports that POV-Ray cannot open a file whose name is not plain ASCII', async () => {
  await expect(async () => render({ scene: join(folder, 'ü.pov') })).rejects.toThrow(
    'not plain ASCII: rename it',
  );
});

test('prints the options if POV-Ray refuses one of them', async () => {
  await expect(render({ options: ['+FNg16'] })).rejects.toMatchObject({
    code: 'E_SCENE_WRONG',
    message: expect.stringContaining('Problem with option setting, one of +FNg16') as string,
  });
});

test('names a missing include file', async () => {
  const scene = await write('inc.pov', '#include "nope.inc"\n');
  await expect(render({ scene })).rejects.toThrow(/Cannot open include file nope\.inc/);
});

test('requires that all pixels have been rendered, even after exit 0', async () => {
  const short = await write('short', "#!/bin/sh\necho 'Rendered 400 of 800 pixels (50%)' >&2\n", 0o755);
  await expect(render({ program: short })).rejects.toThrow(
    'it exited 0, but rendered 400 of 800 pixels, expected 800',
  );
});

test('accepts the statistics, and nothing less, instead of the last progress line', async () => {
  const report = (pixels: number, end: string) =>
    write(
      'busy',
      `#!/bin/sh\nprintf 'Rendered 400 of 800 pixels (50%%)\\rPixels: ${pixels} Samples: 0\\n${end}\\n' >&2\n`,
      0o755,
    );
  expect((await render({ program: await report(800, 'POV-Ray finished') })).progress.total).toBe(800);
  await expect(render({ program: await report(799, 'POV-Ray finished') })).rejects.toThrow(
    'rendered 400 of 800',
  );
  await expect(render({ program: await report(800, '') })).rejects.toThrow('rendered 400 of 800');
});

test('reports a renderer that was killed', async () => {
  const killed = await write('killed', '#!/bin/sh\nkill -9 $$\n', 0o755);
  await expect(render({ program: killed })).rejects.toThrow(/was killed by SIGKILL/);
});

test('aborting ends POV-Ray', async () => {
  const controller = new AbortController();
  const forever = await write(
    'forever',
    `#!/bin/sh\necho $$ > ${folder}/pid\necho "Rendered 1 of 800 pixels (0%)" >&2\nexec sleep 1000\n`,
    0o755,
  );
  const run = start({ program: forever }, () => controller.abort(new Error('enough')), controller.signal);
  await expect(run.finished).rejects.toThrow('enough');
  expect(isRunning(Number(await readFile(join(folder, 'pid'), 'utf8')))).toBe(false);
});

test('aborting also ends the children of a script around POV-Ray', async () => {
  const controller = new AbortController();
  const script = `#!/bin/sh\nsleep 1000 &\necho $! > ${folder}/child\necho "Rendered 1 of 800 pixels (0%)" >&2\nwait\n`;
  const around = await write('around', script, 0o755);
  const run = start({ program: around }, () => controller.abort(new Error('enough')), controller.signal);
  await expect(run.finished).rejects.toThrow('enough');
  expect(isRunning(Number(await readFile(join(folder, 'child'), 'utf8')))).toBe(false);
});
