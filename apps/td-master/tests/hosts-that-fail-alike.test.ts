import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCommand, runShell, smallScene } from '@task-distributor/testing';
import { useHosts } from './hosts.ts';

const names = ['pi110', 'pi111', 'pi112', 'pi113', 'pi114', 'pi115'];

// Only root can give the hosts another folder under the same path.
describe.runIf(process.getuid!() === 0)('hosts that all fail alike in their first attempt', () => {
  const { folder, privateFolder, env, worker, refuse } = useHosts(names);
  const output = join(folder, 'out.png');
  const all = ['--hosts', names.join(',')];
  let job: string;
  let scene: string;

  beforeEach(async () => {
    job = join(folder, 'job');
    rmSync(job, { recursive: true, force: true });
    mkdirSync(job);
    scene = await smallScene(folder);
  });

  const master = async (...words: string[]) => {
    const options = ['-x', '40', '-y', '30', '-p', job, '--scene', scene, '-o', output];
    return runCommand('td-master', [...options, ...words], { env });
  };
  const expectOneLine = async (words: string[], reason: string | RegExp): Promise<void> => {
    const { exitCode, stderr } = await master(...words);
    expect(stderr).toMatch(/^td-master: .*\n$/);
    expect(stderr).toMatch(reason);
    expect(exitCode).toBe(1);
  };

  test.each(['ssh', 'openssh'])('without td-worker, --via %s', async (way) => {
    await expectOneLine(
      [...all, '--via', way, '--worker-kind', 'ours'],
      /^td-master: all 6 hosts: td-worker: (command )?not found; give --worker COMMAND\n$/,
    );
  });

  test('the file of the worker is not there', async () => {
    await expectOneLine(
      [...all, '--worker', 'node /nowhere/td-worker.mjs'],
      "all 6 hosts: Error: Cannot find module '/nowhere/td-worker.mjs'; give --worker COMMAND",
    );
  });

  test('without the scene', async () => {
    scene = await smallScene(privateFolder);
    const reason = `${scene}: cannot read the scene: No such file or directory`;
    await expectOneLine(
      [...all, '--worker', worker],
      `all 6 hosts: ${reason}; put it into a folder that they share`,
    );
    await expectOneLine(
      ['--hosts', 'pi110', '-n', '1', '--worker', worker],
      `td-master: pi110: ${reason}; put it into a folder that it shares with this machine`,
    );
  });

  test('the job folder is not shared', async () => {
    job = privateFolder;
    await expectOneLine(
      [...all, '--worker', worker],
      /all 6 hosts: .*\/private: Expected job [0-9a-f-]{36}, but there is no job file: nothing is published; give -p a folder that they share\n/,
    );
  });

  test('the job folder is not there at the hosts', async () => {
    job = join(privateFolder, 'nowhere/job');
    await expectOneLine(
      [...all, '--worker', worker],
      /all 6 hosts: .*\/nowhere\/job: Expected job .*there is no such folder: nothing is published; give -p a folder that they share\n/,
    );
    rmSync(join(privateFolder, 'nowhere'), { recursive: true });
  });

  test('the job folder at the hosts has another job', async () => {
    job = privateFolder;
    writeFileSync(join(folder, 'theirs', 'lockfile'), '');
    await expectOneLine(
      [...all, '--worker', worker],
      /all 6 hosts: .*\/private: Expected job .*there is no job file.*; give -p a folder that they share\n/,
    );
    rmSync(join(folder, 'theirs', 'lockfile'));
  });

  test('without POV-Ray', async () => {
    await expectOneLine(
      [...all, '--worker', worker, '--povray', '/nowhere/povray'],
      'all 6 hosts: /nowhere/povray: No such program (--povray names the POV-Ray to run)',
    );
  });

  test('without a file of options, or an include', async () => {
    const ini = join(privateFolder, 'my.ini');
    writeFileSync(ini, 'Antialias=On\n');
    const advice = 'give its full path, in a folder that they share';
    await expectOneLine(
      [...all, '--worker', worker, '--', ini],
      `all 6 hosts: POV-Ray option ${ini}: there is no INI file ${ini}; ${advice}\n`,
    );
    await expectOneLine(
      [...all, '--worker', worker, '--', 'my.ini'],
      `all 6 hosts: POV-Ray option my.ini: there is no INI file my.ini; ${advice}\n`,
    );
    await expectOneLine(
      [...all, '--worker', worker, '--', '+RFI', '+RFx.rca'],
      /all 6 hosts: POV-Ray option \+RFI: there is no file \/\S+\/x\.rca; give its full path, in a folder that they share\n/,
    );
    writeFileSync(join(privateFolder, 'my.inc'), '');
    writeFileSync(scene, `#include "${privateFolder}/my.inc"\n`);
    await expectOneLine(
      [...all, '--worker', worker],
      /all 6 hosts: .*Cannot open include file.*; POV-Ray looks/,
    );
  });

  test('a scene that cannot be parsed', async () => {
    writeFileSync(scene, 'camera { }\nsphre { 0, 1 }\n');
    await expectOneLine(
      [...all, '--worker', worker],
      /all 6 hosts: POV-Ray, ball\.pov: .* line 2: Parse Error/,
    );
  });

  test.each(['ssh', 'openssh'])('no login, --via %s', async (way) => {
    refuse(true);
    await expectOneLine(
      [...all, '--via', way],
      /all 6 hosts.*: Permission denied .*; try: ssh pi11\d true\n/,
    );
    refuse(false);
  });

  test('no sshd', async () => {
    await expectOneLine(
      ['--hosts', '127.0.0.1:1,127.0.0.1:2'],
      /all 2 hosts, such as 127\.0\.0\.1:(\d): connecting: Connection refused \(127\.0\.0\.1 port \1\); try: ssh -p \1/,
    );
  });

  test('td-dispatch says the same in a pipeline, which ends', async () => {
    const { exitCode, stderr } = await runShell(
      `unset TD_WORKER; PATH=${folder}/bin:$PATH
       td-partition -y 30 ${all.join(' ')} | td-dispatch -x 40 -y 30 --scene ball.pov -p job --worker-kind ours \
         | td-wait -p job | td-compose -y 30 -o out.png`,
      { cwd: folder },
    );
    const reason = 'all 6 hosts: td-worker: (command )?not found; give --worker COMMAND';
    expect(stderr.trim().split('\n').sort()).toEqual([
      expect.stringMatching(new RegExp(`^td-compose: pi110 rows 1-5 failed: ${reason} \\(and 5 more\\)$`)),
      expect.stringMatching(new RegExp(`^td-dispatch: ${reason}$`)),
      'td-wait: 6 bands have failed',
    ]);
    expect(exitCode).toBe(1);
  });
});
