import { deferred, onAbort, TdError } from '@task-distributor/band';
import { readPngToItsEnd } from '@task-distributor/imaging';
import { type HostProcess, keepLifeline, reasonOf, stopOnAbort } from '@task-distributor/remote';
import type { RenderEnd, Rendering, RenderProgress } from '@task-distributor/render';
import { afterMark } from './after-mark.ts';
import { HostMessages } from './host-messages.ts';
import type { HostRun, HostRunObserver, HostRunPlan } from './host-run.ts';
import { noFolderExit, outputMark, requests } from './render-script.ts';

/** A run of a renderer by the render script. */
export class ScriptRun implements HostRun {
  rendering: Rendering;
  continues = false;
  readonly finished: Promise<RenderProgress>;
  readonly #process: HostProcess;
  readonly #plan: HostRunPlan;
  readonly #observer: HostRunObserver;
  readonly #hasFile: boolean;
  readonly #closeLifeline: () => void;
  readonly #replacement = deferred<Rendering | null>();
  readonly #rendered = deferred();
  /** Resolves to the renderer's end, as the script reports it. */
  readonly #exit = deferred<RenderEnd>();
  readonly #ended: Promise<void>;
  /** Why the script, or the login shell before it, has failed. */
  #words: string | null = null;
  #hasBegun = false;

  /** @param started the plan, and the rendering that the process was started for */
  constructor(
    process: HostProcess,
    { plan, rendering }: { readonly plan: HostRunPlan; readonly rendering: Rendering },
    observer: HostRunObserver,
    signal: AbortSignal,
  ) {
    this.#process = process;
    this.#plan = plan;
    this.#observer = observer;
    this.rendering = rendering;
    this.#hasFile = this.rendering.command.output !== null;
    this.#closeLifeline = keepLifeline(process.stdin);
    const messages = this.#readMessages();
    this.#ended = Promise.all([process.ended, messages]).then(() => this.#closeLifeline());
    const end = this.#follow(messages).finally(() => this.#replacement.resolve(null));
    this.finished = Promise.race([this.#rendered.promise.then(() => this.rendering.progress), end]);
    for (const promise of [this.finished, end]) promise.catch(() => undefined);
    if (!this.#hasFile) {
      // A script around the renderer may delay its messages until the image has begun.
      process.stdout.once('readable', () => this.#replacement.resolve(null));
    }
    // A process whose output nobody reads would not end, and one that does not answer keeps no lifeline.
    onAbort(signal, () => this.release());
    void stopOnAbort(process, this.#ended, signal);
  }

  get replacement(): Promise<Rendering | null> {
    return this.#replacement.promise;
  }

  async *image(): AsyncGenerator<Uint8Array> {
    if (this.#hasFile) {
      await this.finished;
      this.#request(requests.image);
    }
    for await (const piece of readPngToItsEnd(afterMark(this.#process.stdout, outputMark))) {
      this.#observer.sawLife();
      yield piece;
    }
  }

  async end(wanted: boolean): Promise<boolean> {
    this.#request(wanted ? requests.end : requests.stop);
    const end = await Promise.race([this.#exit.promise, this.#ended]);
    const isWhole = end?.exitCode === 0;
    if (isWhole && wanted) return true;
    this.release();
    await this.#ended;
    return isWhole;
  }

  async takeState(most: number, isKept: boolean): Promise<Buffer | null> {
    this.#request(isKept ? requests.state : requests.lastState);
    const end = await Promise.race([this.#exit.promise, this.#ended]);
    const isWhole = end?.exitCode === 0;
    if (isWhole && this.#plan.orders.state === 'for-later') return null;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of afterMark(this.#process.stdout, outputMark)) {
      length += chunk.length;
      if (length > most) throw new TdError(`Expected a state of at most ${most} bytes, got more`);
      chunks.push(chunk);
    }
    await this.#ended;
    return Buffer.concat(chunks);
  }

  release(): void {
    this.#closeLifeline();
    this.#process.stdout.resume();
  }

  #request(what: string): void {
    if (this.#process.stdin.writable) this.#process.stdin.write(what);
  }

  #readMessages(): Promise<void> {
    const { stderr } = this.#process;
    const messages = new HostMessages(
      (line) => this.#readLine(line),
      (text) => this.#readMessage(text),
    );
    stderr.on('data', (chunk: Uint8Array) => {
      this.#observer.sawLife();
      messages.write(chunk);
    });
    stderr.once('error', () => undefined);
    return new Promise((resolve) => {
      const end = (): void => {
        messages.end();
        resolve();
      };
      if (stderr.closed) end();
      else stderr.once('close', end);
    });
  }

  #readLine(line: string): void {
    const exit = /^exit (\d+)$/.exec(line)?.[1];
    if (exit !== undefined)
      this.#exit.resolve({ exitCode: Number(exit), signal: undefined, cause: undefined });
    else if (line === 'continues') this.#begins(true);
    else if (line === 'begins') this.#begins(false);
    else this.#words = line;
  }

  #begins(continues: boolean): void {
    this.#hasBegun = true;
    this.continues = continues;
    if (continues !== this.#plan.orders.continues) this.rendering = this.#plan.rendering(continues);
  }

  #readMessage(text: string): void {
    const { rendering } = this;
    if (!this.#hasBegun && text.trim() !== '') this.#words ??= text.trim();
    rendering.read(Buffer.from(text));
    const { verdict } = rendering;
    if (typeof verdict !== 'string') this.#replacement.resolve(verdict);
    if (verdict === 'right') this.#replacement.resolve(null);
    if (rendering.isRendered) this.#rendered.resolve();
    this.#observer.progressed(rendering);
  }

  /** @throws TdError if the renderer has failed, or the host */
  async #follow(messages: Promise<void>): Promise<RenderProgress> {
    const gone = Promise.all([this.#process.ended, messages]).then(([end]) => ({ end }));
    const end = await Promise.race([this.#exit.promise, gone]);
    if ('end' in end) throw this.#lost(end.end);
    this.rendering.readEnd();
    const fault = this.rendering.judge(end);
    if (fault !== null) throw fault;
    return this.rendering.progress;
  }

  #lost(end: Awaited<HostProcess['ended']>): TdError {
    const words = this.#words;
    const reason = reasonOf(end, words) ?? 'the command ended before the renderer did';
    return new TdError(reason, { code: end.exitCode === noFolderExit ? 'E_RENDER_FOLDER' : 'E_HOST_RUN' });
  }
}
