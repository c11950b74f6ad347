import type { HostProcess } from './launcher.ts';

/** Ends a process that nobody waits for: SIGTERM and the end of its stdin, SIGKILL after two seconds. Never rejects. */
export async function discardProcess(discarded: HostProcess): Promise<void> {
  // Output that nobody reads would hold it up, and its channel open.
  void drain(discarded.stdout);
  void drain(discarded.stderr);
  discarded.stdin.end();
  discarded.stop('SIGTERM');
  const timer = setTimeout(() => discarded.stop('SIGKILL'), graceMilliseconds);
  await discarded.ended;
  clearTimeout(timer);
}

async function drain(output: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const chunk of output) void chunk;
  } catch {
    // The connection is lost, and the output with it.
  }
}

const graceMilliseconds = 2_000;
