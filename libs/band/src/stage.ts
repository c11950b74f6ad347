import type { Band } from './band.ts';

/**
 * One step of the way from bands to a picture. A command is a stage between a decoder of stdin and an encoder of
 * stdout; td-master is all of them in one process.
 * A stage passes on what it does not handle. It takes a signal because an async generator's `return()` waits for its
 * pending `next()`, so that it alone cannot stop one.
 */
export type Stage = (bands: AsyncIterable<Band>, signal: AbortSignal) => AsyncIterable<Band>;
