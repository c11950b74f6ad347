import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { errorMessage } from '@task-distributor/band';
import { quoteCommand } from '../quote-argument.ts';

/** The answer of a program of OpenSSH's. */
export interface OpensshAnswer {
  /** 127 where the program is not installed; null where the shell could not be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The first line on stderr, or why the program could not be run; null = none. */
  readonly complaint: string | null;
  /** The system's error, if the shell could not be started. */
  readonly cause: Error | null;
  /** What the user can do where the program is not installed; null otherwise. */
  readonly advice: string | null;
}

interface Question {
  readonly command: string;
  readonly answer: (answer: OpensshAnswer) => void;
}

let waiting: Question[] = [];

/**
 * Runs one of OpenSSH's small programs to its end. The questions of one turn of the event loop, as for all hosts of a
 * cluster, share a few shells. Never rejects.
 */
export function askOpenssh(program: 'ssh' | 'ssh-keygen', args: readonly string[]): Promise<OpensshAnswer> {
  return new Promise((answer) => {
    if (waiting.length === 0) setImmediate(askAll);
    waiting.push({ command: quoteCommand([program, ...args]), answer });
  });
}

function askAll(): void {
  const questions = waiting;
  waiting = [];
  const fairShare = Math.ceil(questions.length / availableParallelism());
  const share = Math.min(mostForOneShell, Math.max(leastForOneShell, fairShare));
  for (let at = 0; at < questions.length; at += share) askOneShell(questions.slice(at, at + share));
}

/** NUL bytes separate answers and exit codes on stdout, and complaints on stderr. */
function askOneShell(questions: readonly Question[]): void {
  const script = questions.map(({ command }) => `${command}; printf '\\0%d\\0' "$?"; printf '\\0' >&2`);
  const answerAll = (error: Error | null, stdout: string, stderr: string): void => {
    const [answers, complaints] = [stdout.split('\0'), stderr.split('\0')];
    for (const [i, { answer }] of questions.entries()) {
      const code = answers[2 * i + 1];
      const exitCode = code === undefined ? null : Number(code);
      const complaint = complaints[i]?.split('\n').find(Boolean) ?? null;
      answer({
        exitCode,
        stdout: answers[2 * i] ?? '',
        complaint: complaint ?? (exitCode === null ? errorMessage(error) : null),
        cause: exitCode === null ? error : null,
        advice: exitCode === 127 ? 'install the package openssh-client' : null,
      });
    }
  };
  try {
    execFile('/bin/sh', ['-c', script.join('\n')], { maxBuffer: Infinity }, answerAll).stdin?.end();
  } catch (error) {
    // Node.js throws some of the system's errors, such as ENOMEM.
    answerAll(error as Error, '', '');
  }
}

// Node waits until a child has been created; a shell starts several in a fraction of that time.
const leastForOneShell = 4;
// The script is one argument of the shell, of at most 128 KiB.
const mostForOneShell = 200;
