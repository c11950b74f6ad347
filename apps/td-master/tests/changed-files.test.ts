import { appendFile, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv, commandPath, runCommand, temporaryJob } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;

/** A job of three bands, of which the last has failed, of a scene that reads files of all kinds. */
beforeEach(async () => {
  ({ folder, job } = temporaryJob());
  scene = join(folder, 'scenes/s.pov');
  await mkdir(dirname(scene));
  await writeFile(scene, sceneText);
  await writeFile(inScenes('things.inc'), '#include "deep.inc"\nplane { y, -1 pigment { Colour } }\n');
  await writeFile(inScenes('deep.inc'), '#declare Colour = rgb <0.2, 0.3, 0.6>;\n');
  await writeFile(inScenes('picture.ppm'), 'P6\n2 1\n255\nabcdef');
  await writeFile(inScenes('numbers.txt'), '1, 2,');
  await writeFile(inScenes('notes.txt'), 'unrelated');
  await copyFile('/usr/share/povray-3.7/include/timrom.ttf', inScenes('letters.ttf'));
  await writeFile(join(folder, 'my.ini'), '+A0.3\n');
  const failing = `case " $* " in *' +SR34 '*|*' +SR33 '*) exit 1 ;; esac; exec ${process.execPath} ${commandPath('td-worker')} "$@"`;
  await writeFile(join(folder, 'worker'), failing);
  const run = await runMaster('--retries', '0', '--worker', `sh ${folder}/worker`);
  expect(run.stderr).toContain('1 of 3 bands failed');
  expect(await finishedParts()).toHaveLength(2);
});

const sceneText = `#include "things.inc"
#include "colors.inc"
#include "strings.inc"
camera { location <0, 1, -4> look_at 0 }
light_source { <3, 9, -9>, White }
#fopen Numbers "numbers.txt" read
#read (Numbers, First)
#fclose Numbers
#fopen Log "log.txt" write
#write (Log, "1,")
#fclose Log
#declare Second = Parse_String("2");
#debug "notes.txt"
sphere { 0, First pigment { image_map { ppm "picture" } } }
text { ttf "letters.ttf" "Nothing" 0.1, 0 pigment { rgb Second } }
`;

const inScenes = (name: string) => join(folder, 'scenes', name);
const runMaster = (...more: string[]) =>
  runCommand(
    'td-master',
    argv`-n 3 -x 64 -y 49 -p ${job} --scene ${scene} -o ${folder}/out.png ${more} -- my.ini`,
    { cwd: folder },
  );
const finishedParts = async () => (await readdir(job)).filter((name) => name.endsWith('.png'));
const refusal = (what: string) => ({
  exitCode: 1,
  stdout: '',
  stderr: `td-master: ${job}: ${what}: undo the change, and --resume goes on; or -f begins anew\n`,
});
const changed = (path: string) => refusal(`${path} has changed since this job began`);

test('--resume refuses a job with an edited file, names the file, and changes nothing', async () => {
  const names = ['things.inc', 'deep.inc', 'picture.ppm', 'letters.ttf', 'numbers.txt', '../my.ini'];
  for (const path of names.map(inScenes)) {
    const before = await readFile(path);
    await appendFile(path, '\n');
    expect(await runMaster('--resume')).toEqual(changed(path));
    await writeFile(path, before);
  }
  expect(await finishedParts()).toHaveLength(2);
  expect(await runMaster('--resume')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('names files that are gone or new', async () => {
  await rm(inScenes('numbers.txt'));
  await writeFile(join(folder, 'numbers.txt'), '2,');
  expect(await runMaster('--resume')).toEqual(
    refusal(
      `${inScenes('numbers.txt')} is not read any more; ${folder}/numbers.txt was not read when this job began`,
    ),
  );
});

test("a file of the user's that hides one of POV-Ray's is noticed", async () => {
  await writeFile(join(folder, 'colors.inc'), '#declare White = rgb 1;\n');
  const run = await runMaster('--resume');
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain(`${folder}/colors.inc was not read when this job began`);
});

test('an edited include makes it another job, which does not begin where bands of the first are finished', async () => {
  await appendFile(inScenes('deep.inc'), '\n');
  expect(await runMaster()).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `td-master: ${job}: 2 bands of another job are finished (${inScenes('deep.inc')} has changed since this job began): use another folder, or -f to begin anew without them\n`,
  });
  expect(await runMaster('-f')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('goes on if only other files have changed, among them those that the scene writes and prints', async () => {
  for (const name of ['notes.txt', 'log.txt', 'parse_string.tmp', 'other.inc', 'Nothing', '1,']) {
    await writeFile(inScenes(name), 'new');
  }
  expect(await runMaster()).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('--resume goes on'),
  });
  expect(await runMaster('--resume')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('goes on if the scene has moved, with all that it reads', async () => {
  await rename(dirname(scene), join(folder, 'moved'));
  scene = join(folder, 'moved/s.pov');
  expect(await runMaster('--resume')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('goes on with a job of an earlier version, which did not keep what the files contain', async () => {
  const path = join(job, '.td-job.json');
  const { reads, ...file } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  expect(reads).toBeDefined();
  await writeFile(path, JSON.stringify(file));
  await appendFile(inScenes('deep.inc'), '\n');
  expect(await runMaster('--resume')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('a file that is missing is an error of POV-Ray, not of ours', async () => {
  await rm(inScenes('picture.ppm'));
  await rm(join(job, '.td-job.json'));
  const run = await runMaster('--retries', '0');
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/^td-master: .*line \d+: Cannot find file 'picture'.*\n$/);
});
