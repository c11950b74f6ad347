import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, commandPath, type Samples } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect } from 'vitest';
import { tools } from '../cluster/run-cluster.ts';
import { writeHeldScene } from './held-scene.ts';
import { hosts } from './hosts.ts';
import { expectPicture, expectWholeParts, shown } from './pictures.ts';

/** Large enough that POV-Ray with +MI1 writes its buffer to a file. */
export const size = { width: 400, height: 300 };

export interface Attempt {
  band: string;
  host: string;
  attempt: number;
  exit: number | null;
  reason: string | null;
}

const startProgram = ([program, ...args]: string[]) =>
  execa(program!, args, { reject: false, stdin: 'ignore' });
export type Master = ReturnType<typeof startProgram>;

/** A job on the cluster, in its own folders. */
export class ClusterJob {
  readonly scene: string;
  readonly folder: string;
  readonly output: string;
  readonly #joblog: string;
  readonly #worker: string;
  readonly #uncut: Samples;
  readonly #masters: Master[] = [];

  private constructor(place: string, uncut: Samples) {
    this.scene = join(place, 'held.pov');
    this.folder = join(place, 'job');
    this.output = join(place, 'image.png');
    this.#joblog = join(place, 'joblog');
    this.#worker = join(place, 'start-worker');
    this.#uncut = uncut;
  }

  /** @param place a folder that every host can see; it does not exist yet */
  static async create(place: string, uncut: Samples): Promise<ClusterJob> {
    const job = new ClusterJob(place, uncut);
    await mkdir(job.folder, { recursive: true });
    await writeHeldScene(job.scene);
    // The checkout may be readable only for its owner.
    await copyFile(join(tools, '../apps/td-worker/dist/td-worker.mjs'), join(place, 'td-worker.mjs'));
    await job.beforeWorker('');
    return job;
  }

  /** Makes every host run this shell code before it executes the worker, `"$@"`. */
  async beforeWorker(shell: string): Promise<void> {
    const worker = `'${process.execPath}' '${join(this.#worker, '../td-worker.mjs')}'`;
    await writeFile(this.#worker, `set -- ${worker} "$@"\n${shell}\nexec "$@"\n`);
  }

  /** Starts td-master. @param before a command that runs it, such as `faketime` */
  start(args: string[] = [], before: string[] = []): Master {
    const words = [
      ...before,
      process.execPath,
      commandPath('td-master'),
      ...argv`-x ${size.width} -y ${size.height} -p ${this.folder} --scene ${this.scene} -o ${this.output}`,
      ...argv`--hosts ${hosts.join(',')} --worker ${`sh ${this.#worker}`} --deadline 60 --joblog ${this.#joblog}`,
      ...args,
    ];
    const master = startProgram(words);
    this.#masters.push(master);
    return master;
  }

  /** Kills all masters of the job. */
  async stop(): Promise<void> {
    for (const master of this.#masters) master.kill('SIGKILL');
    await Promise.all(this.#masters);
  }

  async attempts(): Promise<Attempt[]> {
    const lines = (await readFile(this.#joblog, 'utf8')).split('\n').slice(0, -1);
    return lines.filter((line) => !line.startsWith('{"type"')).map((line) => JSON.parse(line) as Attempt);
  }

  /** The names of the parts, all of which must be whole. */
  async parts(): Promise<string[]> {
    await expectWholeParts(this.folder, this.#uncut);
    return (await shown(this.folder)).filter((name) => name !== 'lockfile');
  }

  /** Expects success: the right image, and one whole part for each band. @returns stderr */
  async expectDone(master: Master): Promise<string> {
    const { exitCode, stderr } = await master;
    expect(exitCode, stderr).toBe(0);
    await expectPicture(this.output, this.#uncut);
    expect(await this.parts()).toHaveLength(hosts.length);
    return stderr;
  }

  /**
   * Expects failure: no image, no lockfile, and no part that is not whole. The exit code must be 124 if a time limit ended
   * the last attempt at a band, otherwise 1.
   * @returns stderr
   */
  async expectFailed(master: Master): Promise<string> {
    const { exitCode, stderr } = await master;
    const timedOut = /^td-master: pi11\d rows [\d-]+: timed out/m.test(stderr);
    expect(exitCode, stderr).toBe(timedOut ? 124 : 1);
    expect(await shown(this.folder)).not.toContain('lockfile');
    expect(await shown(join(this.folder, '..'))).not.toContain('image.png');
    await this.parts();
    return stderr;
  }
}
