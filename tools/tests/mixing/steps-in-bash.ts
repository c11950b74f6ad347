import { expect, it } from 'vitest';
import { date, listing, lockfileLines } from './job-folder.ts';
import { linesOfMaster, masked, runOriginalMaster } from './original-master.ts';
import { samples, temporaryImage, uncut } from './picture.ts';
import { blob, installProgram, originalWorker, ourCrop, ourMarkDone, shared } from './places.ts';
import { runBash } from './run-td.ts';

const [sceneFolder, scene] = [blob.replace(/[^/]*$/, ''), blob.replace(/.*\//, '')];

/** The original's command for one host, in bash, without POV-Ray's statistics. $first and $last are the rows. */
const startWorker = (nodes: number, width: number, height: number) =>
  `ssh pi@$host ${originalWorker} ${nodes} ${sceneFolder} ${scene} +FN +W${width} +H${height} +O/tmp/ ` +
  `+SR$first +ER$last ${shared} ${shared}/lockfile </dev/null 2>/dev/null &`;

export function ourStepsInBashScripts(): void {
  it('td-partition feeds `while read`, ssh and bash workers', async () => {
    const output = temporaryImage();
    const { exitCode, stderr } = await runBash(`
      set -e
      touch ${shared}/lockfile
      td-partition -n 3 -y 120 --hosts pi110,pi111,pi112 | {
        while IFS=$'\\t' read -r first last host rest; do ${startWorker(3, 160, 120)} done
        wait
      }
      convert ${shared}/*pi*.png -set colorspace RGB -append ${output}
    `);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await lockfileLines()).toHaveLength(3);
    expect(await samples(output)).toEqual(await samples(await uncut(160, 120)));
  });

  it('td-wait waits for bash workers, in the order of its arguments', async () => {
    const { exitCode, stdout, stderr } = await runBash(`
      touch ${shared}/lockfile
      (host=pi110 first=1 last=60; sleep 1; ${startWorker(2, 160, 120)} wait) &
      host=pi111 first=61 last=120
      ${startWorker(2, 160, 120)}
      td-wait -p ${shared} pi110 pi111 --deadline 30
    `);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(`-\t-\tpi110\tdone\t${shared}/pi110.png\n-\t-\tpi111\tdone\t${shared}/pi111.png`);
    expect(await listing()).toEqual(['lockfile', 'pi110.png', 'pi111.png']);
  });

  it('td-crop and td-mark-done in a bash worker, under the original master', async () => {
    const worker = await installProgram(
      'worker-with-our-steps.sh',
      `#!/bin/bash
povray -D "+I$2$3" "$4" "$5" "$6" "$7" "$8" "$9"
rendered=\${7#+O}\${3%.*}.png
${ourCrop} --rows "\${8#+SR}-\${9#+ER}" "$rendered" -o "$rendered"
mv "$rendered" "\${10}/$(hostname).png"
${ourMarkDone} -p "\${10}"
`,
    );
    const hosts = ['pi110', 'pi111', 'pi112'];
    const { exitCode, stdout, png } = await runOriginalMaster(worker, 3, 160, 120);
    expect({ exitCode, lines: masked(stdout) }).toEqual({ exitCode: 0, lines: linesOfMaster(hosts) });
    const line = (host: string) => expect.stringMatching(new RegExp(`^${host} ${date}$`));
    expect(await lockfileLines()).toEqual(hosts.map(line));
    expect(await samples(png)).toEqual(await samples(await uncut(160, 120)));
  });

  it('td-compose joins the parts of bash workers', async () => {
    const output = temporaryImage();
    const { exitCode, stderr } = await runBash(`
      touch ${shared}/lockfile
      first=1
      for host in pi110 pi111 pi112; do
        last=$((first + 39))
        ${startWorker(3, 160, 120)}
        first=$((last + 1))
      done
      wait
      td-compose -y 120 -o ${output} ${shared}/pi110.png ${shared}/pi111.png ${shared}/pi112.png
    `);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await samples(output)).toEqual(await samples(await uncut(160, 120)));
  });

  it('all our steps work in one pipe with a bash worker', async () => {
    const output = temporaryImage();
    const { exitCode, stderr } = await runBash(
      `
      td-partition -n 3 -y 121 --hosts pi110,pi111,pi112 \
        | td-dispatch -x 160 -y 121 -p ${shared} --scene ${blob} --worker ${originalWorker} \
        | td-wait -p ${shared} \
        | td-compose -y 121 -o ${output} -c -p ${shared}
    `,
      { env: { LC_ALL: 'C' } },
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await samples(output)).toEqual(await samples(await uncut(160, 121)));
    expect(await listing()).toEqual([]);
  });
}
