import type { StartedRender } from '../start-render.ts';

/** Calls `then` when a renderer has read the scene, and begins with its first block: then, its state file has a head. */
export function whenBegun({ state, process }: StartedRender, then: () => void): void {
  if (state === null) return;
  const timer = setInterval(() => {
    state.poll();
    if (state.reader.length === 0) return;
    clearInterval(timer);
    then();
  }, lookMs);
  timer.unref();
  void process.ended.then(() => clearInterval(timer));
}

const lookMs = 50;
