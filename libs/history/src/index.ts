export { JobState } from './job-state.ts';
export type { Pause } from './run-times.ts';
export type { BandState } from './band-state.ts';
export type { HostState, Spell } from './host-state.ts';
export { formatRemaining, formatSeconds } from './format-seconds.ts';
export { type Remaining, remaining } from './remaining.ts';
export type { TimedEvent } from './timed-event.ts';
export { decodeLogLine, encodeLogLine } from './log-line.ts';
