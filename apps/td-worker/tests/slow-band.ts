import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cutSamples,
  samplesOf,
  slowScene,
  startCommand,
  temporaryFolder,
  temporaryJob,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { expect } from 'vitest';

/** What a test can do with a worker at work. */
export interface AtWork {
  write(text: string): void;
  kill(signal: NodeJS.Signals): void;
}

/** Rows 1 to 120 of a scene with 121, and the td-worker that renders them. */
export class SlowBand {
  readonly folder: string;
  readonly job: string;
  readonly scene: string;
  /** The eleven arguments, and what makes it a band. */
  words: readonly string[];
  readonly options = ['--', '+BS8', '+WT1', '+A0.3'];
  readonly env = { TMPDIR: temporaryFolder() };

  private constructor(folder: string, job: string, scene: string) {
    this.folder = folder;
    this.job = job;
    this.scene = scene;
    const arguments_ = `2 ${folder}/ slow.pov +FN +W160 +H121 +O/tmp/ +SR1 +ER120 ${job} ${job}/lockfile`;
    this.words = `${arguments_} --band --host pi1`.split(' ');
  }

  /** A job of a script, whose lockfile is there. @param lights 2,000 take a second or two */
  static async create(lights = 2_000): Promise<SlowBand> {
    const { folder, job } = temporaryJob();
    await writeFile(join(job, 'lockfile'), '');
    return new SlowBand(folder, job, await slowScene(folder, 'slow.pov', lights));
  }

  /** Starts a worker with a lifeline, calls `onLine` for each of its lines, and waits for its end. @returns its lines */
  async work(
    more: readonly string[],
    onLine: (line: string, worker: AtWork) => void,
    onStart: (worker: AtWork) => void = () => undefined,
  ): Promise<string[]> {
    const args = [...this.words, '--lifeline', '--progress', ...more, ...this.options];
    const worker = startCommand('td-worker', args, { env: this.env, stdin: 'pipe', reject: false });
    worker.stdin!.on('error', () => undefined);
    const atWork = {
      write: (text: string) => void worker.stdin!.write(text),
      kill: (signal: NodeJS.Signals) => void worker.kill(signal),
    };
    const beat = setInterval(() => atWork.write('.'), 500);
    onStart(atWork);
    const lines: string[] = [];
    for await (const line of worker.iterable({ from: 'stdout' })) {
      lines.push(String(line));
      onLine(String(line), atWork);
    }
    clearInterval(beat);
    worker.stdin!.end();
    await worker;
    return lines;
  }

  /** Expects that a part has these rows of the uncut image. */
  async expectRows(name: string, first: number, last: number): Promise<void> {
    const whole = join(this.folder, 'whole.png');
    await execa('povray', [
      `+I${this.scene}`,
      '+W160',
      '+H121',
      `+O${whole}`,
      '-D',
      ...this.options.slice(1),
    ]);
    const part = await samplesOf(join(this.job, name));
    expect(part).toEqual(cutSamples(await samplesOf(whole), first, last));
  }
}

/** The last row that the worker keeps, by its answer; null = there was none. */
export function keptRow(lines: readonly string[]): number | null {
  const answer = lines.find((line) => line.split('\t')[3] === 'split');
  return answer === undefined ? null : Number(answer.split('-').at(-1));
}
