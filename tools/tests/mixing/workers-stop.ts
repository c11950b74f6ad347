import { rm } from 'node:fs/promises';
import { argv } from '@task-distributor/testing';
import { describe, it, type TestContext } from 'vitest';
import { runCluster } from '../cluster/run-cluster.ts';
import { ownFolder } from './job-folder.ts';
import { originalWorker, ourWorker, slowScene } from './places.ts';
import { startTd } from './run-td.ts';

/** Options for the worker and for POV-Ray, for a job in a folder. */
const kinds = {
  ours: () => ({ worker: ['--worker', ourWorker], povray: ['--', '+WT1'] }),
  "the original's": (folder: string) => ({
    worker: [
      ...argv`--worker ${`env ORIGINAL_JOB_FOLDER=${folder} ${originalWorker}`}`,
      ...argv`--worker-kind original --worker-folder ${folder}`,
    ],
    povray: [],
  }),
};
type Kind = keyof typeof kinds;

export function workersStopWhenTheMasterGoes(): void {
  // Concurrent, because they mostly wait: each test has its own hosts and folder.
  describe.concurrent('after', () => {
    it.for<[Kind, string]>([
      ['ours', 'pi116'],
      ["the original's", 'pi117'],
    ])('a cut network, within twenty seconds: %s', async ([kind, host], test) => {
      const { master } = await startJob(kind, [host], test);
      test.onTestFinished(async () => void (await runCluster('mend', host)));
      await runCluster('cut', host);
      await expectNoPovray([host], 20, test);
      const { exitCode, stderr } = await master;
      test.expect(exitCode).toBe(1);
      test.expect(stderr).toContain(host);
    });

    it('kill -9 of td-master, within five seconds: ours', async (test) => {
      const { master } = await startJob('ours', ['pi110', 'pi111'], test);
      master.kill('SIGKILL');
      await expectNoPovray(['pi110', 'pi111'], 5, test);
      await master;
    });

    it("kill -9 of td-master, within five seconds: the original's", async (test) => {
      const { master } = await startJob("the original's", ['pi112'], test);
      master.kill('SIGKILL');
      await expectNoPovray(['pi112'], 5, test);
      await master;
    });

    it.for<[Kind, string]>([
      ['ours', 'pi113'],
      ["the original's", 'pi114'],
    ])('Ctrl-C, within five seconds: %s', async ([kind, host], test) => {
      const { master } = await startJob(kind, [host], test);
      master.kill('SIGINT');
      await expectNoPovray([host], 5, test);
      test.expect(await master).toMatchObject({ exitCode: 130 });
    });

    it('a closed connection, within five seconds', async (test) => {
      const { master } = await startJob('ours', ['pi115'], test);
      test.onTestFinished(async () => void (await runCluster('start-sshd', 'pi115')));
      await runCluster('kill-sshd', 'pi115');
      await expectNoPovray(['pi115'], 5, test);
      const { exitCode, stderr } = await master;
      test.expect(exitCode).toBe(1);
      test.expect(stderr).toMatch(/pi@pi115.*connection/);
    });
  });
}

/** Starts a job, and waits until POV-Ray runs on all hosts. */
async function startJob(kind: Kind, hosts: readonly string[], { expect, onTestFinished }: TestContext) {
  const folder = await ownFolder(`stops-${hosts[0]}`);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { worker, povray } = kinds[kind](folder);
  const master = startTd('td-master', [
    ...argv`-x 400 -y 300 -p ${folder} --hosts ${hosts.map((host) => `pi@${host}`).join()}`,
    ...argv`--scene ${slowScene} --retries 0 -o ${folder}/image.jpg ${worker} ${povray}`,
  ]);
  onTestFinished(() => void master.kill('SIGKILL'));
  for (const host of hosts) await expect.poll(() => povrayOn(host), within(20)).not.toEqual([]);
  return { master };
}

async function expectNoPovray(
  hosts: readonly string[],
  seconds: number,
  { expect }: TestContext,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (const host of hosts) {
    const left = Math.max(1, (end - performance.now()) / 1000);
    await expect.poll(() => povrayOn(host), within(left)).toEqual([]);
  }
}

const within = (seconds: number) => ({ timeout: seconds * 1000, interval: 200 });

/** Command lines on a host that contain `povray`. */
async function povrayOn(host: string): Promise<string[]> {
  const { stdout } = await runCluster('ps', host);
  return stdout.split('\n').filter((line) => line.includes('povray'));
}
