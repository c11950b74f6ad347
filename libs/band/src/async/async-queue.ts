import { onAbort } from './on-abort.ts';

/**
 * A queue between a producer that does not wait and a reader that may be slower. When its signal is aborted, the reader
 * stops at once, even if the producer is stuck.
 */
export class AsyncQueue<Item> {
  #items: Item[] = [];
  #end: { error: unknown } | 'end' | null = null;
  #wake: (() => void) | null = null;

  push(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  end(): void {
    this.#end ??= 'end';
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  get hasEnded(): boolean {
    return this.#end !== null;
  }

  get hasItems(): boolean {
    return this.#items.length > 0;
  }

  /** Takes everything in the queue. @throws the error given to `fail`, once everything before it has been taken */
  take(): Item[] {
    const items = this.#items;
    this.#items = [];
    if (items.length === 0 && this.#end !== null && this.#end !== 'end') throw this.#end.error;
    return items;
  }

  /** Waits for an item or the end, at most `milliseconds`. @throws the signal's reason */
  async wait(signal: AbortSignal, milliseconds?: number): Promise<void> {
    signal.throwIfAborted();
    if (this.#items.length > 0) return;
    let timer: NodeJS.Timeout | undefined;
    let stopListening = (): void => undefined;
    await new Promise<void>((resolve, reject) => {
      this.#wake = resolve;
      stopListening = onAbort(signal, (reason) => reject(reason as Error));
      if (milliseconds !== undefined) timer = setTimeout(resolve, milliseconds);
      else if (this.#end !== null) resolve();
    }).finally(() => {
      this.#wake = null;
      clearTimeout(timer);
      stopListening();
    });
  }

  /** The items one by one, until the end. @throws the error given to `fail`; the signal's reason */
  async *drain(signal: AbortSignal): AsyncGenerator<Item> {
    for (;;) {
      for (const item of this.take()) {
        signal.throwIfAborted();
        yield item;
      }
      if (this.#end === 'end' && this.#items.length === 0) return;
      await this.wait(signal);
    }
  }
}
