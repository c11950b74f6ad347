import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { escapeControls } from '@task-distributor/band';
import { followLines } from '../follow-lines.ts';

/** What a worker's stderr says about its failure. */
export interface LastWords {
  /** null = stderr was empty. */
  readonly reason: string | null;
  /** Whether Node.js has not found the script that it was to run. */
  readonly isScriptMissing: boolean;
}

/**
 * Reads the reason for a worker's failure from its stderr: the last line that begins with `td-worker: `, without this prefix;
 * or, if Node.js has crashed, the line with the error; or else the last line.
 * @param onLife called whenever the process has written anything
 */
export async function readLastWords(stderr: Readable, onLife: () => void): Promise<LastWords> {
  let ours = null as string | null;
  let error = null as string | null;
  let last = null as string | null;
  let isNodeCrash = false;
  let code = null as string | null;
  const read = (line: string): void => {
    if (line.trim() === '') return;
    last = line.trim();
    if (line.startsWith(prefix)) ours = line.slice(prefix.length).trim();
    if (/^\w*Error\b.*: /.test(line)) error = line.trim();
    if (/^Node\.js v\d/.test(line)) isNodeCrash = true;
    // Node.js colours it where FORCE_COLOR is set.
    code = /^ {2}code: '(\w+)'/.exec(stripVTControlCharacters(line))?.[1] ?? code;
  };
  await followLines(stderr, read, onLife);
  const words = ours ?? (isNodeCrash ? error : null) ?? last;
  return {
    reason: words === null ? null : escapeControls(words.slice(0, longest)),
    isScriptMissing: ours === null && isNodeCrash && scriptMissing.test(code ?? ''),
  };
}

const prefix = 'td-worker: ';
/** Node's codes, for the two kinds of modules. */
const scriptMissing = /^(ERR_)?MODULE_NOT_FOUND$/;
const longest = 2_000;
