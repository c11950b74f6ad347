import { availableParallelism } from 'node:os';
import {
  deferred,
  errorMessage,
  limitConcurrency,
  onAbort,
  shortageOf,
  untilAborted,
} from '@task-distributor/band';
import { quoteCommand } from '../quote-argument.ts';
import { runShell, type ShellOutput } from './run-shell.ts';
import { sshMessages } from './ssh-messages.ts';

/** The answer of a program of OpenSSH's. */
export interface OpensshAnswer {
  /** 127 where the program is not installed; null where it gave no answer in time, or the shell could not be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The first line on stderr, or why there is no answer; null = none. */
  readonly complaint: string | null;
  /** The system's error, if the shell could not be started. */
  readonly cause: Error | null;
  /** What the user can do where the program is not installed; null otherwise. */
  readonly advice: string | null;
}

interface Question {
  readonly program: 'ssh' | 'ssh-keygen';
  readonly command: string;
  readonly signal: AbortSignal;
  readonly answer: (answer: OpensshAnswer) => void;
}

let waiting: Question[] = [];

/**
 * Runs one of OpenSSH's small programs to its end. Those of ssh-keygen in one turn of the event loop, as for all hosts of a
 * cluster, share a few shells. ssh may have to run a `Match exec` of the user's, so nobody waits for another's.
 * @throws only the signal's reason
 */
export function askOpenssh(
  program: 'ssh' | 'ssh-keygen',
  args: readonly string[],
  signal: AbortSignal,
): Promise<OpensshAnswer> {
  const { promise, resolve } = deferred<OpensshAnswer>();
  if (waiting.length === 0) setImmediate(askAll);
  waiting.push({ program, command: quoteCommand([program, ...args]), signal, answer: resolve });
  return untilAborted(promise, signal);
}

function askAll(): void {
  const asked = waiting;
  waiting = [];
  for (const question of asked.filter(({ program }) => program === 'ssh')) void askOneShell([question]);
  const others = asked.filter(({ program }) => program !== 'ssh');
  const fairShare = Math.ceil(others.length / availableParallelism());
  const share = Math.min(mostForOneShell, Math.max(leastForOneShell, fairShare));
  for (let at = 0; at < others.length; at += share) void askOneShell(others.slice(at, at + share));
}

/** Never rejects. */
async function askOneShell(questions: readonly Question[]): Promise<void> {
  const abort = new AbortController();
  let wanted = questions.length;
  const stopListening = questions.map(({ signal }) =>
    onAbort(signal, (reason) => {
      wanted -= 1;
      if (wanted === 0) abort.abort(reason);
    }),
  );
  // NUL bytes separate answers and exit codes on stdout, and complaints on stderr.
  const script = questions.map(({ command }) => `${command}; printf '\\0%d\\0' "$?"; printf '\\0' >&2`);
  try {
    const output = await atOnce(() => runShell(script.join('\n'), deadlineSeconds, abort.signal));
    readAnswers(output, questions.length).forEach((answer, i) => questions[i]!.answer(answer));
  } catch (error) {
    for (const { answer } of questions) answer(noShell(error as Error));
  } finally {
    for (const stop of stopListening) stop();
  }
}

function readAnswers({ stdout, stderr }: ShellOutput, count: number): OpensshAnswer[] {
  const [answers, complaints] = [stdout.split('\0'), stderr.split('\0')];
  return Array.from({ length: count }, (_, i) => {
    const code = answers[2 * i + 1];
    const exitCode = code === undefined ? null : Number(code);
    const complaint = complaints[i]?.split('\n').find(Boolean) ?? null;
    return {
      exitCode,
      stdout: answers[2 * i] ?? '',
      complaint: exitCode === null ? noAnswer : complaint,
      cause: null,
      advice: exitCode === 127 ? sshMessages.installOpenssh : null,
    };
  });
}

function noShell(error: Error): OpensshAnswer {
  const cause = error.cause instanceof Error ? error.cause : error;
  const complaint = shortageOf(error)?.what ?? errorMessage(cause);
  return { exitCode: null, stdout: '', complaint, cause, advice: null };
}

const deadlineSeconds = 15;
const noAnswer = sshMessages.noAnswerFromOpenssh(deadlineSeconds);
const atOnce = limitConcurrency(32);
// Node waits until a child has been created; a shell starts several in a fraction of that time.
const leastForOneShell = 4;
// The script is one argument of the shell, of at most 128 KiB.
const mostForOneShell = 200;
