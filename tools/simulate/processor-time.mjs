import { readdirSync, readFileSync } from 'node:fs';

/** A function that returns the seconds of processor time which a process has used, with threads that have ended. */
export function processorTimeOf(pid) {
  const nanoseconds = new Map();
  return () => {
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const text = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8');
        nanoseconds.set(thread, Number(text.split(' ')[0]));
      }
    } catch (error) {
      // A thread or the process has ended meanwhile: what it had used at the last look counts.
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
    }
    return [...nanoseconds.values()].reduce((sum, value) => sum + value, 0) / 1e9;
  };
}
