import { readdirSync, readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** Stops the processes that a process has started, and theirs, until the test is over: then they are killed. */
export function freezeChildren(pid: number): void {
  const frozen = descendants(pid);
  for (const child of frozen) process.kill(child, 'SIGSTOP');
  onTestFinished(() => {
    for (const child of frozen) {
      try {
        process.kill(child, 'SIGKILL');
      } catch {
        // It has gone already.
      }
    }
  });
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid);
  return [...children, ...children.flatMap(descendants)];
}

function parentOf(pid: number): number | null {
  try {
    const [, parent] = /^\d+ \(.*\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return Number(parent);
  } catch {
    return null;
  }
}
