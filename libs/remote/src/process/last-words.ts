import { escapeControls } from '@task-distributor/band';
import { linesOf } from '../lines-of.ts';

/**
 * Reads the reason for a worker's failure from its stderr: the last line that begins with `td-worker: `, without this prefix;
 * or, if Node.js has crashed, the line with the error; or else the last line. null = stderr was empty.
 */
export async function readLastWords(stderr: AsyncIterable<Uint8Array>): Promise<string | null> {
  let ours: string | null = null;
  let error: string | null = null;
  let last: string | null = null;
  let isNodeCrash = false;
  for await (const line of linesOf(stderr)) {
    if (line.trim() === '') continue;
    last = line.trim();
    if (line.startsWith(prefix)) ours = line.slice(prefix.length).trim();
    if (/^\w*Error\b.*: /.test(line)) error = line.trim();
    if (/^Node\.js v\d/.test(line)) isNodeCrash = true;
  }
  const words = ours ?? (isNodeCrash ? error : null) ?? last;
  return words === null ? null : escapeControls(words.slice(0, longest));
}

const prefix = 'td-worker: ';
const longest = 2_000;
