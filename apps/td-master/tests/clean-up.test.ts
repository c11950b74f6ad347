import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, decode, runCommand, runShell, smallJob } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;

beforeEach(async () => {
  ({ folder, job, scene } = await smallJob());
});

const render = (...more: string[]) =>
  runCommand('td-master', argv`-x 40 -y 30 -p ${job} --scene ${scene} ${more}`);

test('td-compose -c leaves the folder to another job that has been opened since', async () => {
  const stages =
    'td-partition -n 2 -y 30 | td-dispatch -x 40 -y 30 -p job --scene ball.pov | td-wait -p job > bands';
  expect(await runShell(stages, { cwd: folder })).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await render('-n', '3', '-f', '-o', join(folder, 'three.png'))).toMatchObject({ exitCode: 0 });
  const before = await readdir(job);
  for (const parts of ['< bands', 'job/rows-000001-000015.png job/rows-000016-000030.png']) {
    const run = await runShell(`td-compose -y 30 -o two.png -c -p job ${parts}`, { cwd: folder });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/^td-compose: .*job: Expected job \S+, got job \S+; nothing was removed\n$/);
    expect(await readdir(job)).toEqual(before);
    const [two, three] = await Promise.all(
      ['two.png', 'three.png'].map((name) => decode(join(folder, name))),
    );
    expect(two!.equals(three!)).toBe(true);
  }
});

test.each([
  ['a part', ['-n', '2', '-c'], 'rows-000001-000015.png'],
  ['the part of a host', ['--hosts', 'blob,vm2', '--via', 'local', '--compat', '-c'], 'blob.png'],
])('-c keeps an image that has replaced %s', async (_, words, name) => {
  expect(await render('-n', '2', '-o', join(folder, 'whole.png'), '-c')).toMatchObject({ exitCode: 0 });
  expect(await render(...words, '-o', join(job, name))).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await readdir(job)).toEqual([name]);
  const [image, whole] = await Promise.all([join(job, name), join(folder, 'whole.png')].map(decode));
  expect(image!.equals(whole!)).toBe(true);
});

test.each(['without -c', 'with -c'])('what a killed worker was writing is removed: %s', async (when) => {
  // Its first attempt leaves an unfinished part, as a worker does that is killed while it writes.
  const script = `
    if [ -e ${folder}/tried ]; then exec td-worker "$@"; fi
    : > ${folder}/tried
    id=$(grep -oE '"(id|job)": ?"[^"]*"' ${job}/.td-job.json | cut -d '"' -f 4)
    : > "${job}/.part-rows-000001-000030.png-$id-0123abcd"
    kill -9 $$`;
  await writeFile(join(folder, 'worker'), script);
  const image = join(folder, 'image.png');
  const words = argv`-n 1 -x 40 -y 30 -p ${job} --scene ${scene} -o ${image}`;
  const more = when === 'with -c' ? '-c' : '';
  const line = `td-master ${words.join(' ')} ${more} --worker 'sh ${folder}/worker' --worker-kind ours`;
  const run = await runShell(line);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.stderr).toMatch(/attempt 1 of 3 failed: /);
  expect((await readdir(job)).filter((name) => name.startsWith('.part-'))).toEqual([]);
});
