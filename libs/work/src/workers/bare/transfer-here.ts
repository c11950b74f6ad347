import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { onAbort } from '@task-distributor/band';
import { formatHostAddress, runOnHost } from '@task-distributor/remote';
import { type Rendering, rendererFor } from '@task-distributor/render';
import { BandTransferFunction } from '../../agent/transfer/band-transfer-function.ts';
import type { TransferFunction } from '../../agent/transfer/transfer-function.ts';
import { transferTestFor } from '../../agent/transfer/transfer-test-for.ts';
import { surroundingsOfProcess } from '../../surroundings.ts';
import type { WorkerContext } from '../worker-kind.ts';
import type { BarePlace } from './bare-place.ts';
import { printCommand, printIn } from './renderer-print.ts';

/**
 * How the images of a job come from the state files of its hosts: this machine measures that with its own renderer, and it holds for all
 * hosts whose renderers compute like that one.
 */
export class TransferHere {
  readonly #context: WorkerContext;
  /** The renderer of this machine; null = there is none. */
  readonly #program: string | null;
  readonly #measured: BandTransferFunction | null;
  #print: Promise<string | null> | null = null;
  readonly #alike = new Map<string, Promise<boolean>>();

  constructor(context: WorkerContext) {
    const { image, signal } = context;
    this.#context = context;
    this.#program = programHere(context);
    const renderer = rendererFor(image.scene);
    const { states } = renderer;
    const program = this.#program;
    if (program === null || states === null) {
      this.#measured = null;
      return;
    }
    const request = { ...image, program, rows: { first: 1, last: image.height }, format: '+FN' };
    this.#measured = new BandTransferFunction({
      renderer,
      states,
      request,
      surroundings: surroundingsOfProcess(),
    });
    onAbort(signal, () => this.#measured?.end());
  }

  /** Call it when a host has begun its first block. */
  begin(): void {
    this.#measured?.begin();
  }

  isKnownFor(rendering: Rendering): boolean {
    return this.#measured?.isKnownFor(rendering) ?? false;
  }

  /** null = it is not known, or not yet */
  of(rendering: Rendering): TransferFunction | null {
    return this.#measured?.of(rendering) ?? null;
  }

  /** Whether the host's renderer computes like that of this machine. It is asked once. Never rejects. */
  isLike(place: BarePlace): Promise<boolean> {
    const key = formatHostAddress(place.host);
    const known = this.#alike.get(key);
    if (known !== undefined) return known;
    const found = this.#compare(place).catch(() => false);
    this.#alike.set(key, found);
    return found;
  }

  async #compare(place: BarePlace): Promise<boolean> {
    const program = this.#program;
    if (program === null) return false;
    const request = { ...place.request(), program };
    if (transferTestFor(request, surroundingsOfProcess()) === null) return false;
    const { launcher, signal } = this.#context;
    const commandLine = printCommand(place.program);
    const limited = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const lines = await runOnHost({ launcher, host: place.host, commandLine }, limited);
    const print = printIn(lines);
    return print !== null && print === (await (this.#print ??= printHere(program)));
  }
}

function programHere({ image, renderer }: WorkerContext): string | null {
  try {
    return rendererFor(image.scene).host.find(renderer ?? undefined, process.env);
  } catch {
    return null;
  }
}

async function printHere(program: string): Promise<string | null> {
  const { stdout } = await promisify(execFile)('sh', ['-c', printCommand(program)], { timeout: patienceMs });
  return printIn(stdout.split('\n'));
}

/** Meanwhile, the renderer goes on. */
const patienceMs = 10_000;
