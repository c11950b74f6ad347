/** The blocks around a place in a scene, the outermost first; equal only to themselves. */
export type Blocks = readonly object[];

/** @param directive the word after `#` */
export function blocksAfter(directive: string, blocks: Blocks): Blocks {
  if (/^(if|ifdef|ifndef|while|for|switch|macro)$/.test(directive)) return [...blocks, {}];
  if (directive === 'end') return blocks.slice(0, -1);
  // Another branch of the same condition.
  const isBranch = /^(else|elseif|case|range|default)$/.test(directive);
  return isBranch && blocks.length > 0 ? [...blocks.slice(0, -1), {}] : blocks;
}

/** Whether what is at `later` is reached only through the blocks at `earlier`. */
export function isWithin(later: Blocks, earlier: Blocks): boolean {
  return earlier.every((block, i) => later[i] === block);
}
