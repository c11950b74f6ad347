import type { Writable } from 'node:stream';
import { TdError, untilAborted, withDeadline } from '@task-distributor/band';
import type { Talk } from '@task-distributor/remote';
import type { ScenePackage } from './scene-package.ts';
import { readAnswer, refusal } from './host-answer.ts';
import { tarOfPackage } from './tar-of-package.ts';

/** Runs a function when it is a host's turn to get data. */
export type Turn = <T>(run: () => Promise<T>) => Promise<T>;

/**
 * Talks to the command of `receiveCommand`, until the host has the package.
 * @returns the package's folder on the host
 * @throws TdError without the name of the host
 */
export async function offerPackage(pack: ScenePackage, talk: Talk, turn: Turn): Promise<string> {
  const first = readAnswer(await soon(talk.nextAnswer()));
  if (first.word === 'have') return first.text;
  if (first.word !== 'want') throw refusal(first, pack.bytes);
  const answer = talk.nextAnswer();
  const sending = waitForTurn(pack, talk, turn);
  for (const promise of [answer, sending]) promise.catch(() => undefined);
  // An answer that comes while data is sent says why the host wants no more.
  await Promise.race([sending, answer.catch(() => undefined)]);
  const last = readAnswer(await soon(answer));
  if (last.word !== 'done') throw refusal({ ...last, cache: first.text }, pack.bytes);
  return last.text;
}

/** Sends the package when it is its turn, and signs of life until then. */
async function waitForTurn(pack: ScenePackage, talk: Talk, turn: Turn): Promise<void> {
  const { stdin, signal } = talk;
  const beats = setInterval(() => {
    if (stdin.writable && !stdin.writableNeedDrain) stdin.write('wait\n');
  }, beatMs);
  const sent = turn(async () => {
    clearInterval(beats);
    signal.throwIfAborted();
    await send(pack, talk);
  });
  await untilAborted(sent, signal).finally(() => clearInterval(beats));
}

async function send(pack: ScenePackage, { stdin, signal }: Talk): Promise<void> {
  await write(stdin, 'go\n', signal);
  for await (const chunk of tarOfPackage(pack)) {
    if (!stdin.writable) return;
    await write(stdin, chunk, signal);
  }
  stdin.end();
}

/** Writes no faster than the host takes it. @throws TdError if it takes nothing; the signal's reason */
async function write(stdin: Writable, data: string | Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (stdin.write(data) || !stdin.writable) return;
  await soon(untilAborted(drained(stdin), signal));
}

function drained(stdin: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stdin.off('drain', done).off('close', done);
      resolve();
    };
    stdin.on('drain', done).on('close', done);
  });
}

/** @throws TdError if the host does nothing for a while */
function soon<T>(promise: Promise<T>): Promise<T> {
  return withDeadline(promise, patienceMs, () => new TdError(`no answer for ${patienceMs / 1_000} s`));
}

const beatMs = 1_000;
/** A slow host may have to remove a large package first, or to wait for its disk. */
const patienceMs = 60_000;
