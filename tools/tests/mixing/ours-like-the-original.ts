import { writeFile } from 'node:fs/promises';
import { argv } from '@task-distributor/testing';
import { expect, it } from 'vitest';
import { date, listing, lockfileLines } from './job-folder.ts';
import { linesOfMaster, masked } from './original-master.ts';
import { samples, temporaryImage, uncut } from './picture.ts';
import { blob, hostsFile, ourWorker, shared } from './places.ts';
import { runBash, runTd } from './run-td.ts';

/** The original has no option for the scene. */
const done = { exitCode: 0, stderr: `td-master: no --scene: rendering ${blob}` };

export function oursLikeTheOriginal(): void {
  it("--compat leaves the same files as the original, and the original's compose step finds them", async () => {
    const hosts = ['pi110', 'pi111', 'pi112'];
    const output = temporaryImage();
    const { exitCode, stdout, stderr } = await runTd('td-master', [
      ...argv`-n 3 -x 160 -y 121 -p ${shared} --hosts ${hostsFile}`,
      ...argv`--worker ${ourWorker} --compat -o ${output}`,
    ]);
    expect({ exitCode, stderr }).toEqual(done);
    expect(masked(stdout)).toEqual(linesOfMaster(hosts));
    expect(await listing()).toEqual(['lockfile', 'pi110.png', 'pi111.png', 'pi112.png']);
    const line = (host: string) => expect.stringMatching(new RegExp(`^${host} ${date}$`));
    expect(await lockfileLines()).toEqual(hosts.map(line));
    const whole = await samples(await uncut(160, 121));
    expect(await samples(output)).toEqual(whole);
    await runBash(`convert ${shared}/*pi*.png -set colorspace RGB -append ${output}`);
    expect(await samples(output)).toEqual(whole);
  });

  it('the public script that analyses run logs can read the times of td-master', async () => {
    const output = temporaryImage();
    const log = output.replace('image.png', 'log');
    const began = performance.now();
    const run = await runTd('td-master', [
      ...argv`-n 8 -x 320 -y 241 -p ${shared} --hosts ${hostsFile}`,
      ...argv`--worker ${ourWorker} -c -o ${output}`,
    ]);
    const seconds = (performance.now() - began) / 1000;
    expect(run).toMatchObject(done);
    await writeFile(log, `${run.stdout}\n`);
    expect(await samples(output)).toEqual(await samples(await uncut(320, 241)));
    expect(await listing()).toEqual([]);
    const analysis = await runBash(`
      tail -n 3 ${log} | grep 1st | awk '{ print $9 }'
      tail -n 3 ${log} | grep parallel | awk '{ print $8 }'
      tail -n 3 ${log} | grep 2nd | awk '{ print $9 }'
    `);
    expect(analysis.stdout).toMatch(/^(\d+\.\d{3}s\n){2}\d+\.\d{3}s$/);
    const times = analysis.stdout.split('\n').map(parseFloat);
    const sum = times.reduce((a, b) => a + b);
    expect(times[1]).toBeGreaterThan(0.5);
    expect(sum).toBeLessThan(seconds);
    expect(sum).toBeGreaterThan(seconds / 2);
    expect(masked(run.stdout).at(-4)).toBe('Image parts have been erased.');
  });
}
