import { TdError, withDeadline } from '@task-distributor/band';
import { type HostAddress, type Launcher, type Talk, talkToHost } from '@task-distributor/remote';
import { givesHugePages } from '../../agent/tuning/machine.ts';
import type { AskedFacts, HostFacts } from './host-facts.ts';
import { lookCommand, lookMark, type MoreQuestions } from './look-command.ts';

/** The answers of a host by their names. */
export type Answers = ReadonlyMap<string, string>;

/** A look that asks more. */
export interface FurtherLook<Result> {
  readonly more?: MoreQuestions;
  /** Lines to write to the command besides those of all looks. */
  readonly lines?: readonly string[];
  /** How long to wait for each answer. */
  readonly patienceMs: number;
  /** Called before the look begins, with the answers that come. */
  begin?(talk: Pick<Talk, 'stdin' | 'nextAnswer'>): Promise<void>;
  /** Called with all answers, before the command ends. */
  end(answers: Answers): Promise<Result> | Result;
}

export interface Look {
  readonly launcher: Launcher;
  readonly host: HostAddress;
  readonly asked: AskedFacts;
}

/**
 * Looks at a host: one command there.
 * @throws TdError if it cannot be reached, or does not answer; the signal's reason
 */
export function lookAtHost(
  launcher: Launcher,
  host: HostAddress,
  asked: AskedFacts,
  signal: AbortSignal,
): Promise<HostFacts> {
  return lookFurther({ launcher, host, asked }, { patienceMs, end: factsOf }, signal);
}

/** The same, with further questions. @throws what `begin` and `end` throw, too */
export function lookFurther<Result>(
  { launcher, host, asked }: Look,
  { more, lines = [], patienceMs: wait, begin, end }: FurtherLook<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const command = { launcher, host, commandLine: lookCommand(more), mark: lookMark };
  return talkToHost(
    command,
    async ({ stdin, nextAnswer }) => {
      const answers = new Map<string, string>();
      const tooLate = (): TdError => noAnswer(wait, answers.get('at'));
      const answerInTime = (): Promise<string> => withDeadline(nextAnswer(), wait, tooLate);
      await begin?.({ stdin, nextAnswer: answerInTime });
      stdin.write(`${[...lines, ...questions(asked), 'go'].join('\n')}\n`);
      while (!answers.has('end')) {
        const [, name = '', value = ''] = /^(\w+) (.*)$/.exec(await answerInTime()) ?? [];
        answers.set(name, value.trim());
      }
      return end(answers);
    },
    signal,
  );
}

function questions({ scene, jobFile, jobId, renderers, defaultOptions }: AskedFacts): string[] {
  return [
    `scene ${scene}`,
    `file ${jobFile}`,
    `job ${jobId}`,
    ...renderers.map((path) => `program ${path}`),
    ...defaultOptions.map((path) => `defaults ${path}`),
  ];
}

export function factsOf(answers: Answers): HostFacts {
  const text = (name: string): string | null => answers.get(name) || null;
  const number = (name: string, pattern: RegExp): number | null => {
    const digits = pattern.exec(answers.get(name) ?? '')?.[1];
    return digits === undefined ? null : Number(digits);
  };
  const processors = number('processors', /^(\d+)$/) ?? 1;
  const limit = (number('limit', /^(\d+)$/) ?? Infinity) / 100;
  const most = Math.ceil(limit);
  const freeMemory = number('memory', /^(\d+)$/);
  return {
    worker: versionIn(answers.get('worker') ?? ''),
    seesJob: answers.has('job') && answers.has('scene'),
    renderer: text('renderer'),
    rendererStamp: answers.get('stamp') ?? '',
    runs: text('runs'),
    freeBytes: (number('free', /^(\d+)$/) ?? 0) * 1_024,
    defaultOptions: text('defaults'),
    machine: {
      capacity: Math.max(0.01, Math.min(processors, limit)),
      processors: Math.min(processors, most),
      isLimited: most < processors,
      freeMemory: freeMemory === null ? null : freeMemory * 1_024,
      hasHugePages: givesHugePages(answers.get('pages') ?? ''),
    },
  };
}

/** The version in what td-worker, or its package, says; null = there is none. */
export function versionIn(text: string): string | null {
  return /\d+(\.\d+)+[-+.\w]*/.exec(text)?.[0] ?? null;
}

function noAnswer(milliseconds: number, at: string | undefined): TdError {
  const what = at === undefined ? '' : `, when asked for ${at}`;
  return new TdError(`no answer for ${milliseconds / 1_000} s${what}`);
}

/** A slow host may have old states to remove. */
const patienceMs = 30_000;
