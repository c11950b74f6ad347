import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { errorMessage } from '@task-distributor/band';
import { quoteCommand } from '../quote-argument.ts';

/** What a program of OpenSSH's answered. */
export interface OpensshAnswer {
  /** As the shell tells it: 127 where the program is not there. null where the shell could not be started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The first line that it said on stderr, or else why it could not be asked; null = nothing. */
  readonly complaint: string | null;
  /** What the user can do where the program is not there; null otherwise. */
  readonly advice: string | null;
}

interface Question {
  readonly command: string;
  readonly answer: (answer: OpensshAnswer) => void;
}

let waiting: Question[] = [];

/** What Node starts, it waits for until it runs; a shell starts as much in a fraction of that time. */
const leastForOneShell = 4;
/** A shell's script is one word, of at most 128 KiB. */
const mostForOneShell = 200;

/**
 * Runs one of OpenSSH's small programs to its end. All that is asked in one turn of the event loop, as it is for the
 * hosts of a cluster, goes to a few shells. Never rejects.
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

/** On stdout the shell separates answers and exit codes by NUL bytes, on stderr complaints. */
function askOneShell(questions: readonly Question[]): void {
  const script = questions.map(({ command }) => `${command}; printf '\\0%d\\0' "$?"; printf '\\0' >&2`);
  const options = { maxBuffer: Infinity };
  const child = execFile('/bin/sh', ['-c', script.join('\n')], options, (error, stdout, stderr) => {
    const [answers, complaints] = [stdout.split('\0'), stderr.split('\0')];
    for (const [i, { answer }] of questions.entries()) {
      const code = answers[2 * i + 1];
      const exitCode = code === undefined ? null : Number(code);
      const said = complaints[i]?.split('\n').find(Boolean) ?? null;
      answer({
        ...{ exitCode, stdout: answers[2 * i] ?? '' },
        complaint: said ?? (exitCode === null ? errorMessage(error) : null),
        advice: exitCode === 127 ? 'install the package openssh-client' : null,
      });
    }
  });
  child.stdin?.end();
}
