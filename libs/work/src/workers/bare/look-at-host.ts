import { TdError, withDeadline } from '@task-distributor/band';
import { type HostAddress, type Launcher, talkToHost } from '@task-distributor/remote';
import { givesHugePages } from '../../agent/tuning/machine.ts';
import type { AskedFacts, HostFacts } from './host-facts.ts';
import { lookCommand, lookMark } from './look-command.ts';

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
  const command = { launcher, host, commandLine: lookCommand, mark: lookMark };
  return talkToHost(
    command,
    async ({ stdin, nextAnswer }) => {
      stdin.write(questions(asked));
      const answers = new Map<string, string>();
      while (!answers.has('end')) {
        const answer = await withDeadline(nextAnswer(), patienceMs, tooLate);
        const [, name = '', value = ''] = /^(\w+) (.*)$/.exec(answer) ?? [];
        answers.set(name, value.trim());
      }
      return factsOf(answers);
    },
    signal,
  );
}

function questions({ scene, jobFolder, jobId, renderers, defaultOptions }: AskedFacts): string {
  const lines = [
    `scene ${scene}`,
    `folder ${jobFolder}`,
    `job ${jobId}`,
    ...renderers.map((path) => `program ${path}`),
    ...defaultOptions.map((path) => `defaults ${path}`),
    'go',
  ];
  return `${lines.join('\n')}\n`;
}

function factsOf(answers: ReadonlyMap<string, string>): HostFacts {
  const text = (name: string): string | null => answers.get(name) || null;
  const number = (name: string, pattern: RegExp): number | null => {
    const digits = pattern.exec(answers.get(name) ?? '')?.[1];
    return digits === undefined ? null : Number(digits);
  };
  const freeMemory = number('memory', /^(\d+)$/);
  return {
    worker: /\d+(\.\d+)+[-+.\w]*/.exec(answers.get('worker') ?? '')?.[0] ?? null,
    seesJob: answers.has('job'),
    renderer: text('renderer'),
    rendererStamp: answers.get('stamp') ?? '',
    runs: text('runs'),
    freeBytes: (number('free', /^(\d+)$/) ?? 0) * 1_024,
    defaultOptions: text('defaults'),
    machine: {
      processors: number('processors', /^(\d+)$/) ?? 1,
      freeMemory: freeMemory === null ? null : freeMemory * 1_024,
      hasHugePages: givesHugePages(answers.get('pages') ?? ''),
    },
  };
}

function tooLate(): TdError {
  return new TdError(`no answer for ${patienceMs / 1_000} s`);
}

/** A slow host may have old states to remove. */
const patienceMs = 30_000;
