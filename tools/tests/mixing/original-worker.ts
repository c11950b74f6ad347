import { readFile } from 'node:fs/promises';
import { argv } from '@task-distributor/testing';
import { expect, it } from 'vitest';
import { listing, ownFolder } from './job-folder.ts';
import { colours, samples, temporaryImage, uncut } from './picture.ts';
import { blob, hostsFile, originalWorker, shared, stripesScene } from './places.ts';
import { runBash, runTd } from './run-td.ts';

export function ourMasterWithOriginalWorker(): void {
  const runMaster = (nodes: number, width: number, height: number, ...more: string[]) =>
    runTd('td-master', [
      ...argv`-n ${nodes} -x ${width} -y ${height} -p ${shared} --hosts ${hostsFile}`,
      ...argv`--scene ${blob} --worker ${originalWorker} ${more}`,
    ]);

  it.each([
    [3, 160, 601],
    [1, 160, 121],
    [2, 161, 121],
    [7, 160, 121],
  ])('on %i hosts, %i x %i: no row is missing', async (nodes, width, height) => {
    const output = temporaryImage();
    const { exitCode, stderr } = await runMaster(nodes, width, height, '-o', output);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await samples(output)).toEqual(await samples(await uncut(width, height)));
    expect(colours(await readFile(output))).toEqual(colours(await uncut(width, height)));
  });

  it('palette and grey parts are converted to the format that POV-Ray would have written', async () => {
    const output = temporaryImage();
    const { exitCode, stderr } = await runMaster(3, 160, 120, '-o', output, '--scene', stripesScene);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const parts = await Promise.all(
      ['pi110', 'pi111', 'pi112'].map((host) => readFile(`${shared}/${host}.png`)),
    );
    // Palette, grey, RGB; and gAMA 1.0, which is wrong.
    expect(parts.map(colours)).toMatchObject([
      { type: 3, gAMA: '000186a0' },
      { type: 0, gAMA: '000186a0' },
      { type: 2, gAMA: '000186a0' },
    ]);
    const whole = await uncut(160, 120, stripesScene);
    expect(await samples(output)).toEqual(await samples(whole));
    expect(colours(await readFile(output))).toEqual(colours(whole));
    expect(colours(whole)).toMatchObject({ depth: 8, type: 2, gAMA: '0000b18f' });
  });

  it('refuses POV-Ray options before anything starts', async () => {
    expect(await runMaster(3, 160, 120, '--', '+A0.3')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/original's worker takes no POV-Ray options, got \+A0\.3/),
    });
    expect(await listing()).toEqual([]);
  });

  it('refuses two bands for one host before anything starts, however the host is written', async () => {
    const bands = String.raw`1\t60\tpi@pi110\t-\t-\n61\t120\tpi110:22\t-\t-\n`;
    const { exitCode, stdout, stderr } = await runBash(
      `printf '${bands}' | td-dispatch -x 160 -y 120 -p ${shared} --scene ${blob} --worker ${originalWorker}`,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/Expected one band for pi110, got two/);
    expect(await listing()).toEqual([]);
  });

  it('refuses more bands than hosts', async () => {
    expect(await runMaster(9, 160, 120)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await listing()).toEqual([]);
  });

  it("refuses a job folder that the original's worker does not use, and suggests --worker-folder", async () => {
    const elsewhere = await ownFolder('elsewhere');
    const refused = await runMaster(2, 160, 120, '-p', elsewhere);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      new RegExp(`-p: Expected ${shared}, .* got ${elsewhere} \\(--worker-folder`),
    );
    expect(await listing(elsewhere)).toEqual([]);
  });

  it('uses another job folder if the worker was changed to use it', async () => {
    const elsewhere = await ownFolder('changed');
    const output = temporaryImage();
    const worker = `env ORIGINAL_JOB_FOLDER=${elsewhere} ${originalWorker}`;
    const { exitCode, stderr } = await runMaster(
      2,
      160,
      120,
      ...argv`-p ${elsewhere} --worker-folder ${elsewhere} --worker-kind original --worker ${worker} -o ${output}`,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await listing(elsewhere)).toEqual(['lockfile', 'pi110.png', 'pi111.png']);
    expect(await samples(output)).toEqual(await samples(await uncut(160, 120)));
  });
}
