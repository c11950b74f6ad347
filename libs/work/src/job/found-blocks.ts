import type { DispatchSplits } from '@task-distributor/remote';
import { rendererFor, type StateBlock, type StateFormat } from '@task-distributor/render';
import type { Job } from '@task-distributor/lockfile';
import { KeptFile } from '../agent/kept/kept-file.ts';
import { blockOf } from '../agent/kept/record-block.ts';
import { keysOfJob } from '../agent/kept/state-key.ts';
import { StateStore } from '../agent/kept/state-store.ts';

type Found = NonNullable<DispatchSplits['found']>[number];

/** The blocks that hosts have rendered for bands on other hosts in an earlier run of the job. What cannot be read is rendered again. */
export function foundBlocks(
  { folder, file }: Pick<Job, 'folder' | 'file'>,
  { blockRows, blockColumns }: DispatchSplits['layout'],
): Found[] {
  const { states } = rendererFor(file.scene);
  if (states === null || blockColumns === 1) return [];
  try {
    return new StateStore(folder)
      .allGiven(keysOfJob(file))
      .flatMap((given) => runsOf(blocksIn(given, states)))
      .map(({ first, last }) => ({
        top: first.top + 1 - Math.floor(first.id / blockColumns) * blockRows,
        blocks: { first: first.id + 1, last: last.id + 1 },
      }));
  } catch {
    return [];
  }
}

function blocksIn({ path, key }: { path: string; key: string }, states: StateFormat): StateBlock[] {
  const file = KeptFile.ofAnother(path, key);
  try {
    const blocks = [...file.sound()].map(({ record }) => blockOf(record, states));
    return blocks.filter((block) => block !== null).sort((a, b) => a.id - b.id);
  } finally {
    file.close();
  }
}

/** First and last of those that follow each other. */
function runsOf(blocks: readonly StateBlock[]): { first: StateBlock; last: StateBlock }[] {
  const runs: { first: StateBlock; last: StateBlock }[] = [];
  for (const block of blocks) {
    const run = runs.at(-1);
    if (run !== undefined && block.id <= run.last.id + 1) run.last = block;
    else runs.push({ first: block, last: block });
  }
  return runs;
}
