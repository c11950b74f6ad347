import { escapeControls, TdError } from '@task-distributor/band';

/** What the command of `receiveCommand` says. */
export interface HostAnswer {
  readonly word: string;
  /** What follows the word. */
  readonly text: string;
  /** The folder on the host in which packages lie, if it is known. */
  readonly cache?: string;
}

export function readAnswer(line: string): HostAnswer {
  const [, word = '', text = ''] = /^(\w*) ?(.*?) ?$/.exec(line) ?? [];
  return { word, text };
}

/** Why a host has not taken a package, and the way out. */
export function refusal({ word, text, cache = 'its cache' }: HostAnswer, bytes: number): TdError {
  const [, free = '', rest = ''] = /^(\d+) ?(.*)$/s.exec(text) ?? [];
  if (word === 'full') return noRoom(rest, bytes, Number(free));
  if (word === 'refused')
    return error(`neither its user's folder for caches nor ${text} can be used; ${removeIt}`);
  if (word === 'silent')
    return error('nothing arrived there for a while: the network or this machine was too slow');
  if (word !== 'failed') return error(`it gave an answer that is not known: ${word} ${text}`);
  return error(`${cache}: ${rest || 'it did not arrive whole'}; see how much room there is: df ${cache}`);
}

function noRoom(folder: string, bytes: number, freeKibibytes: number): TdError {
  const free = mebibytes(freeKibibytes * 1_024);
  return error(`${folder} has no room for ${mebibytes(bytes)}: ${free} are free; make room there`);
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function error(message: string): TdError {
  return new TdError(escapeControls(message.slice(0, longest)));
}

const removeIt = 'remove the latter if it is not yours, or set XDG_CACHE_HOME there';
const longest = 2_000;
