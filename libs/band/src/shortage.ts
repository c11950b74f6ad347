/** Something that a machine has too little of at the moment: what could not be opened or started can be later. */
export interface Shortage {
  /** `too many open files` */
  readonly what: string;
  readonly wayOut: string;
}

/** The shortage that an error, or what has caused it, is about; null = another error. */
export function shortageOf(error: unknown): Shortage | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const shortage = shortages[(cause as NodeJS.ErrnoException).code ?? ''];
    if (shortage !== undefined) return shortage;
  }
  return null;
}

/** Of processes, or of threads: Linux counts them alike. */
export const tooManyProcesses: Shortage = {
  what: 'too many processes',
  wayOut: "raise ulimit -u or the cgroup's pids.max, or give fewer --jobs",
};

const shortages: Record<string, Shortage> = {
  EMFILE: { what: 'too many open files', wayOut: 'raise ulimit -n, or give fewer --jobs' },
  ENFILE: { what: 'too many open files on this machine', wayOut: 'give fewer --jobs' },
  EAGAIN: tooManyProcesses,
  ENOMEM: { what: 'not enough memory', wayOut: 'give fewer --jobs' },
};
