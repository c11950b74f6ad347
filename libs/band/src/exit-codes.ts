/** Exit codes of all commands. 130, 141 and 143 are 128 + the number of a signal, as in a shell. */
export const exitCodes = {
  done: 0,
  /** The command has failed, or its answer is no. */
  failed: 1,
  /** Wrong usage, or an input line that cannot be read. */
  usage: 2,
  /** The machine has too few processes, file handles or memory left at the moment. As EX_TEMPFAIL in sysexits(3). */
  shortage: 75,
  timedOut: 124,
  interrupted: 130,
  readerGone: 141,
  terminated: 143,
} as const;
