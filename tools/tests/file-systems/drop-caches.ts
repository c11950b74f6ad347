import { writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/**
 * Makes the kernel forget, twice a second, which files it has seen. What it asks for then is new to a file system in
 * user space. The contents of files stay cached: the whole machine would be slow without them. proc_sys_vm(5), drop_caches
 * @returns a function that ends it
 */
export function dropCaches(): () => Promise<void> {
  const stopped = new AbortController();
  const dropping = (async () => {
    while (!stopped.signal.aborted) {
      await writeFile('/proc/sys/vm/drop_caches', '2');
      await setTimeout(500, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return () => {
    stopped.abort();
    return dropping;
  };
}
