import { linkAbort, TdError } from '@task-distributor/band';
import type { HostAddress, Launcher, Talk } from '@task-distributor/remote';
import type { HostCheck } from '@task-distributor/render';
import type { AskedFacts, HostFacts } from '../workers/bare/host-facts.ts';
import { type Answers, factsOf, lookFurther } from '../workers/bare/look-at-host.ts';
import { checkQuestions } from './check-questions.ts';
import type { SharedFolder } from './shared-folder.ts';

/** What a host has answered. */
export interface HostAnswers {
  readonly facts: HostFacts;
  readonly seesScene: boolean;
  /** null = not asked, since it cannot be used here. */
  readonly folder: FolderAnswer | null;
  /** The renderer's; null = there is none, or it does not say. */
  readonly rendererVersion: string | null;
  /** Processes that wanted a processor, on average of the last minute; null = not known. */
  readonly load: number | null;
  /** null = not known. */
  readonly clock: ClockDifference | null;
}

/** What a host sees of the job folder: the same folder, in which it can write or not; another one; none. */
export type FolderAnswer = 'same' | 'read-only' | 'copy' | 'other' | 'none';

/** How many seconds a host's clock is ahead, and by how many this can be wrong. */
export interface ClockDifference {
  readonly seconds: number;
  readonly error: number;
}

export interface HostQuestions {
  readonly launcher: Launcher;
  readonly host: HostAddress;
  readonly asked: AskedFacts;
  readonly check: HostCheck;
  /** null = there is none that hosts could see. */
  readonly shared: { readonly folder: SharedFolder; readonly file: string } | null;
}

/** @throws TdError if the host cannot be reached, or does not answer; the signal's reason */
export async function askHost(questions: HostQuestions, signal: AbortSignal): Promise<HostAnswers> {
  const { launcher, host, asked, check, shared } = questions;
  const stop = linkAbort(signal);
  const timer = setTimeout(() => stop.abort(new TdError(`no answer within ${mostMs / 1000} s`)), mostMs);
  let clock: ClockDifference | null = null;
  try {
    return await lookFurther(
      { launcher, host, asked },
      {
        more: checkQuestions(check),
        lines: shared === null ? [] : [`write ${shared.file}`],
        patienceMs,
        async begin(talk) {
          // The first answer also waits for the shell to start.
          await askClock(talk);
          clock = await askClock(talk);
        },
        async end(answers) {
          return answersOf(answers, { clock, check, folder: await folderIn(answers, shared) });
        },
      },
      stop.signal,
    );
  } finally {
    clearTimeout(timer);
    stop.unlink();
  }
}

function answersOf(
  answers: Answers,
  { clock, check, folder }: { clock: ClockDifference | null; check: HostCheck; folder: FolderAnswer | null },
): HostAnswers {
  const load = Number.parseFloat(answers.get('load') ?? '');
  return {
    facts: factsOf(answers),
    seesScene: answers.has('scene'),
    folder,
    rendererVersion: check.versionIn(answers.get('version') ?? ''),
    load: Number.isFinite(load) ? load : null,
    clock,
  };
}

async function folderIn(answers: Answers, shared: HostQuestions['shared']): Promise<FolderAnswer | null> {
  if (shared === null) return null;
  if (!answers.has('job')) return answers.has('folder') ? 'other' : 'none';
  if (!answers.has('wrote')) return 'read-only';
  return (await shared.folder.canRead(shared.file)) ? 'same' : 'copy';
}

/** The host has read its clock in the middle of the round trip, or up to half of that away. null = it says no time */
async function askClock({
  stdin,
  nextAnswer,
}: Pick<Talk, 'stdin' | 'nextAnswer'>): Promise<ClockDifference | null> {
  const asked = Date.now();
  stdin.write('clock\n');
  const [, seconds, fraction] = /^clock (\d+)(?:\.(\d+))?/.exec(await nextAnswer()) ?? [];
  if (seconds === undefined) return null;
  const answered = Date.now();
  const halfTrip = (answered - asked) / 2_000;
  // busybox knows only whole seconds.
  const time = fraction === undefined ? Number(seconds) + 0.5 : Number(`${seconds}.${fraction}`);
  return {
    seconds: time - (asked + answered) / 2_000,
    error: halfTrip + (fraction === undefined ? 0.5 : 0),
  };
}

/** For each answer. */
const patienceMs = 10_000;
/** For everything. A connection has up to 15 s for each step, as in a job. */
const mostMs = 40_000;
