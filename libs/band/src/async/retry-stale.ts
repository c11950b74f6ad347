import { errorCode } from '../error-code.ts';
import { sleep } from './sleep.ts';

/**
 * Does `work`, which reads a file, and does it again while the system says ESTALE: another file has taken the name of the one
 * that was found. GlusterFS and NFS say so for up to a second, which is how long they cache names.
 * @throws what `work` throws; ESTALE after three seconds
 */
export async function retryStale<Result>(work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (errorCode(error) !== 'ESTALE' || performance.now() - started > patienceMs) throw error;
    }
    await sleep(pauseMs);
  }
}

const patienceMs = 3000;
const pauseMs = 10;
