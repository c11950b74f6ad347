import { type HostAddress, quoteCommand } from '@task-distributor/remote';
import { folderByHand } from '../workers/bare/bare-by-hand.ts';
import { packFor } from '../workers/bare/bare-hosts.ts';
import { commandFor } from '../workers/command-for.ts';
import type { WorkerContext } from '../workers/worker-kind.ts';

/** Sends each host the files that a job would send, in a line for each. @throws TdError for files that cannot be sent */
export async function sendByHand(context: WorkerContext, hosts: readonly HostAddress[]): Promise<string[]> {
  const { image, workers, job, signal, launcher } = context;
  const { files, folders } = await packFor(image, workers.send, signal);
  const names = [...folders, ...files.map(({ path }) => path)].map((path) => `./${path.slice(1)}`);
  const pack = quoteCommand(['tar', '-C', '/', '-chf', '-', '--no-recursion', ...names]);
  const place = folderByHand(job);
  const unpack = `${quoteCommand(['mkdir', '-p', place])} && ${quoteCommand(['tar', '-C', place, '-xf', '-'])}`;
  return hosts.map((host) => `${pack} | ${commandFor(launcher, host, unpack)}`);
}

/** Removes what the hosts have got, and made beside it. */
export function removeByHand({ job, launcher }: WorkerContext, hosts: readonly HostAddress[]): string[] {
  return hosts.map((host) => commandFor(launcher, host, quoteCommand(['rm', '-rf', folderByHand(job)])));
}
