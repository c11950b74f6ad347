/** The same for all commands; 130, 143 and 141 are 128 + the signal's number, as a shell would say it. */
export const exitCodes = {
  done: 0,
  /** It failed, or the answer is no. */
  failed: 1,
  /** Wrong usage, or an input line that cannot be read. */
  usage: 2,
  timedOut: 124,
  interrupted: 130,
  readerGone: 141,
  terminated: 143,
} as const;
