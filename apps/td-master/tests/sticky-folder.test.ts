import { chmod, chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, asNobody, commandPath, runShell, smallScene, temporaryJob } from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeEach, describe, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;

const nobody = 65_534;

/** Only root can make files of two users. */
describe.runIf(process.getuid?.() === 0)('in a sticky folder, parts of another user', () => {
  beforeEach(async () => {
    ({ folder, job } = temporaryJob());
    scene = await smallScene(folder);
    await chmod(folder, 0o777);
    await chmod(job, 0o1777);
    const run = await runShell(
      `td-partition -n 4 -y 49 | td-dispatch -x 64 -y 49 -p ${job} --scene ${scene} | td-wait -p ${job} > ${folder}/bands`,
    );
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  });

  const runAsNobody = (name: string, ...args: string[]) => {
    const [program, ...words] = asNobody([process.execPath, commandPath(name), ...args]);
    return execa(program, words, { reject: false, inputFile: join(folder, 'bands'), env: { HOME: folder } });
  };
  const compose = () => runAsNobody('td-compose', ...argv`-y 49 -c -p ${job} -o ${folder}/out.png`);
  const parts = ['000001-000013', '000014-000025', '000026-000037', '000038-000049'].map(
    (rows) => `rows-${rows}.png`,
  );

  test('stay, and are named: the picture is done', async () => {
    for (const name of ['lockfile', '.td-job.json']) await chown(join(job, name), nobody, nobody);
    const run = await compose();
    expect(run.stderr).toMatch(
      /^td-compose: \S+\/job: the image is whole, but (rows-\S+\.png,? ){3}and 1 more/,
    );
    expect(run.stderr).toMatch(/ cannot be removed: Operation not permitted$/);
    expect(run.exitCode).toBe(0);
    expect((await readdir(job)).sort()).toEqual(['.td-log.jsonl', ...parts]);
    expect(await readdir(folder)).toContain('out.png');
  });

  test('stay, and td-master does not say that it has erased them', async () => {
    for (const name of ['lockfile', '.td-job.json']) await chown(join(job, name), nobody, nobody);
    const size = argv`-n 4 -x 64 -y 49 -p ${job} --scene ${scene} -o ${folder}/out.png -c --resume`;
    const run = await runAsNobody('td-master', ...size);
    expect(run.stdout).toContain('lockfile has been erased.');
    expect(run.stdout).not.toContain('parts have been erased.');
    expect((await readdir(job)).sort()).toEqual(['.td-log.jsonl', ...parts]);
  });

  test("stay with the lockfile, if that is the other user's, too", async () => {
    const run = await compose();
    expect(run).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('and 3 more cannot be removed'),
    });
    expect(await readdir(job)).toContain('lockfile');
  });

  test('do not stop td-dispatch: whether a worker can replace them, it finds out itself', async () => {
    for (const name of ['lockfile', '.td-job.json']) await chown(join(job, name), nobody, nobody);
    await compose();
    const size = argv`-n 4 -x 64 -y 49 -p ${job} --scene ${scene} -o ${folder}/next.png -c --retries 0`;
    // Its workers run as nobody as well, so they cannot replace the parts.
    const run = await runAsNobody('td-master', ...size);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('rows 1-13: ');
    expect(run.stderr).toContain('cannot write the part: Operation not permitted');
  });
});
