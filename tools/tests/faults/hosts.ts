import { readlink } from 'node:fs/promises';
import { findProcesses } from '@task-distributor/testing';
import { expect } from 'vitest';
import { runCluster } from '../cluster/run-cluster.ts';

export const hosts = ['pi110', 'pi111', 'pi112', 'pi113'];

/** Runs `tools/cluster`. @returns its stdout @throws if it fails */
export async function cluster(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCluster(...args);
  if (exitCode !== 0) throw new Error(`tools/cluster ${args.join(' ')}: exit ${exitCode}: ${stderr}`);
  return stdout;
}

/** Runs a line of shell as root in a host. */
export function shellOn(host: string, line: string): Promise<string> {
  return cluster('exec', host, 'sh', '-c', line);
}

/** Records the PID namespace of each host, which shows in which host a process runs. */
export async function findHosts(): Promise<void> {
  for (const host of hosts) {
    hostOf.set(await shellOn(host, 'readlink /proc/self/ns/pid'), host);
  }
}

const hostOf = new Map<string, string>();

export interface HostProcess {
  host: string;
  /** Process id on this machine. */
  pid: number;
  /** Its words, separated by spaces. */
  command: string;
}

/** The processes in a host whose command line contains the text. Fast enough for polling. */
export async function processesIn(host: string, text: string): Promise<HostProcess[]> {
  const found: HostProcess[] = [];
  for (const { pid, command } of await findProcesses(text)) {
    const where = hostOf.get(await readlink(`/proc/${pid}/ns/pid`).catch(() => ''));
    if (where === host) found.push({ host, pid, command });
  }
  return found;
}

/** Waits until there is such a process, and returns the first. */
export async function firstProcessIn(host: string, text: string): Promise<HostProcess> {
  let found: HostProcess[] = [];
  await expect
    .poll(async () => (found = await processesIn(host, text)).length, { timeout: 15_000, interval: 20 })
    .toBeGreaterThan(0);
  return found[0]!;
}

/** Waits until no host runs anything. A worker that has lost its master stops within 15 s. */
export async function expectIdleHosts(): Promise<void> {
  for (const host of hosts) {
    await expect.poll(() => cluster('ps', host), { timeout: 20_000, interval: 200 }).toBe('');
  }
}
