import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Process ids of the POV-Rays that a process has started, or that its children have. */
export function renderersOf(pid) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statusOf);
  const below = (parent) =>
    all.filter((process) => process.parent === parent).flatMap((found) => [found, ...below(found.pid)]);
  return below(pid)
    .filter(({ name }) => name === 'povray')
    .map(({ pid: found }) => found);
}

/**
 * Stops a POV-Ray that a process has started, when it has finished its first block.
 * @param {() => boolean} hasEnded whether there is no use in waiting any more
 * @returns {Promise<number | null>} its process id; null = there was none
 */
export async function holdRenderer(pid, hasEnded) {
  let renderer;
  while (!hasEnded()) {
    renderer ??= renderersOf(pid)[0];
    // A POV-Ray that continues a state file begins with whole blocks.
    if (renderer !== undefined && hasBlocks(renderer)) {
      process.kill(renderer, 'SIGSTOP');
      return renderer;
    }
    await sleep(lookMs);
  }
  return null;
}

/** Whether there is more in its state file than the head. */
function hasBlocks(renderer) {
  try {
    const folder = `/proc/${renderer}/cwd`;
    const state = readdirSync(folder).find((name) => name.endsWith('.pov-state'));
    return state !== undefined && statSync(join(folder, state)).size > headBytes;
  } catch {
    return false;
  }
}

/** Those of a process that has ended are undefined. */
function statusOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(stat);
    return { pid: Number(pid), name, parent: Number(parent) };
  } catch {
    return {};
  }
}

const lookMs = 5;
const headBytes = 512;
